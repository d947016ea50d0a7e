/**
 * Calls of functions that are called as they are and have a rule for their derivatives. The call becomes one instruction; its
 * derivatives become functions of the program where a transform asks for them.
 *
 * A kernel reads memory that nobody changes afterwards, as its derivatives read it too: where the program may write it, the kernel
 * gets a copy. A function that writes its arguments gives what they hold afterwards as new memory, which is then stored.
 */
import type * as t from '@babel/types';
import type { Kernel, Result } from '../../../../rules/index.ts';
import { ELEMENT } from '../../../facts/heap.ts';
import { type Way, derivativeKey, kernelAttr } from '../../../facts/kernels.ts';
import * as K from '../../../facts/kinds.ts';
import type { ClassId, Kind } from '../../../facts/kinds.ts';
import { fault } from '../../../fault/messages.ts';
import { type Atom, type Id, lit } from '../../../ir/ir.ts';
import { isOfLanguage } from '../../language.ts';
import { readSource } from '../../read.ts';
import { choose } from '../branch.ts';
import { classOf } from '../classes.ts';
import { isClosure } from '../closure.ts';
import { isObject } from '../coerce.ts';
import { builtin, idOf } from '../known.ts';
import { load } from '../memory.ts';
import type { Lowering } from '../state.ts';
import type { Unit } from '../unit.ts';
import type { Callee } from './call.ts';
import { leadsToClosure, visible } from './callback.ts';
import { nativeCall } from './native.ts';
import { mirror } from './nested.ts';
import { apart } from './outline.ts';
import { assign, duplicate, told } from './structure.ts';
import { textOf, toldBy } from './kernel-text.ts';

export function kernelCall(l: Lowering, node: t.Node, callee: Callee, rule: Kernel, args: readonly Atom[]): Atom {
  const either = args.findIndex((value) => K.mayBeNumber(l.kind(value)) && holdsNumbers(l, value));
  if (either >= 0) return eitherCall(l, node, callee, rule, args, either);
  const values = rule.receiver ? [callee.receiver, ...args] : args;
  const shape = values.map((value) => (holdsNumbers(l, value) ? 'm' : 'n')).join('');
  const key = `${l.key(node, 'kernel')}:${idOf(rule.call)}:${shape}`;
  const given = values.map((value, i) => {
    if (isClosure(l, value)) return visible(l, node, value, rule.name, undefined);
    const { cls } = l.kind(value);
    if (cls !== K.NO_CLASS && leadsToClosure(l, cls))
      throw fault('E_UNSUPPORTED', l.site, { construct: `An object with functions of yours given to \`${rule.name}\`` });
    return l.session.isCopied(`${key} ${i}`) ? duplicate(l, node, value) : value;
  });
  const kind = kindOf(l, node, key, rule, given);
  if (kind === null) {
    l.session.opaque.set(rule.fn, fault('E_RULE/result', l.site, { name: rule.name }));
    return nativeCall(l, node, callee, args);
  }
  const made = emitted(l, node, key, rule, given, kind);
  l.kernels.push({ key, places: given, result: made });
  const result = l.session.isCopied(`${key} result`) ? duplicate(l, node, made) : made;
  if (rule.writes.length === 0) return result;
  rule.writes.forEach((at, n) => assign(l, node, values[at]!, rule.single ? result : load(l, result, lit(n))));
  return rule.fluent ? values[rule.writes[0]!]! : lit(undefined);
}

/** A number has its cotangent by itself, memory beside it: what may be either is one call for each. */
function eitherCall(l: Lowering, node: t.Node, callee: Callee, rule: Kernel, args: readonly Atom[], at: number): Atom {
  const value = args[at] as Id;
  const called = (part: string, kind: Kind): Atom => {
    const id = l.emit('as', [value], { attr: [part], kind });
    if (kind.prims === 0 || l.isSolid(value)) l.solid.add(id);
    return kernelCall(l, node, callee, rule, args.toSpliced(at, 1, id));
  };
  const { prims, int } = l.kind(value);
  return choose(
    l,
    isObject(l, value),
    () => called('memory', { ...l.kind(value), prims: 0 }),
    () => called('primitive', K.prim(prims, int)),
  );
}

function emitted(l: Lowering, node: t.Node, key: string, rule: Kernel, given: readonly Atom[], kind: Kind): Id {
  const y = l.fresh(kind, 'y'),
    needs: Atom[] = [],
    { cells } = l.session;
  if (K.isNumber(kind)) l.solid.add(y);
  const callee = [builtin(l, rule.call, rule.name), lit(undefined)];
  const first = cells ? [builtin(l, cells.outside, 'outside'), lit(undefined), ...callee] : callee;
  for (const wanted of l.session.followed.kernels) {
    if (!wanted.startsWith(`${key}|`)) continue;
    const [, way, wrt] = wanted.split('|') as [string, Way, string];
    const indices = wrt === '' ? [] : wrt.split(',').map(Number);
    const own = derivative(l, node, { key, rule, given, y, way, wrt: indices });
    const at = own.needs.map((need) => {
      const known = needs.indexOf(need);
      return first.length + given.length + (known < 0 ? needs.push(need) - 1 : known);
    });
    l.facts.kernels!.derivatives.set(derivativeKey(key, way, indices), { name: own.name, kind: own.kind, needs: at });
  }
  // what runs may look at captured variables that the program changes
  l.outside ||= !isOfLanguage(rule.fn);
  const id = l.emit('native', [...first, ...given, ...needs], { attr: kernelAttr(rule.name, key, first.length, given.length), kind });
  l.solid.add(id);
  return id;
}

interface Asked {
  readonly key: string;
  readonly rule: Kernel;
  readonly given: readonly Atom[];
  readonly y: Id;
  readonly way: Way;
  readonly wrt: readonly number[];
}

interface Made {
  readonly name: string;
  readonly needs: readonly Atom[];
  readonly kind: Kind;
}

function derivative(l: Lowering, node: t.Node, { key, rule, given, y, way, wrt }: Asked): Made {
  const inMemory = given.map((value) => holdsNumbers(l, value)),
    gives = K.isRef(l.kind(y));
  const text = textOf(rule, { way, wrt, inMemory, gives });
  if (text === null) throw fault('E_NO_RULE/forward', l.site, { name: rule.name });
  const unit = unitOf(rule, text);
  const beside = (i: number): Atom => stand(l, mirrored(l, given[i]!) ?? K.NUM, 'bar');
  const values =
    way === 'back'
      ? [stand(l, gives ? mirrored(l, y)! : K.NUM, 'g'), y, ...given, ...wrt.filter((i) => inMemory[i]).map(beside)]
      : [y, ...given, ...wrt.map(beside), ...(gives ? [stand(l, mirrored(l, y)!, 'yDot')] : [])];
  const { tries } = l;
  l.tries = [];
  const called = `derivative ${derivativeKey(key, way, wrt)}`;
  const name = `${rule.name.replace(/\W/g, '') || 'kernel'}${way === 'back' ? 'Pullback' : 'Pushforward'}`;
  const {
    name: as,
    operands,
    key: own,
  } = apart(l, node, { unit, node: unit.source.node, taken: [], name }, called, lit(undefined), values);
  l.tries = tries;
  return { name: as, needs: operands.slice(values.length), kind: l.session.memo(`fn ${own} result`, K.BOTTOM) };
}

/** Stands for what a transform will give. */
function stand(l: Lowering, kind: Kind, name: string): Id {
  const id = l.fresh(kind, name);
  l.solid.add(id);
  return id;
}

const units = new WeakMap<Kernel, Map<string, Unit>>();

function unitOf(rule: Kernel, text: string): Unit {
  let all = units.get(rule);
  if (!all) units.set(rule, (all = new Map()));
  let unit = all.get(text);
  if (!unit) all.set(text, (unit = { source: readSource(text, rule.name), fn: null, name: rule.name, kernel: rule, told: toldBy(rule) }));
  return unit;
}

const FOLLOWED: ReadonlySet<string> = new Set(['float64', 'float32', 'array', 'object']);

function holdsNumbers(l: Lowering, value: Atom): boolean {
  const c = classOf(l, value);
  return c !== null && !K.isMixed(l.kind(value)) && [...c.forms].some((form) => FOLLOWED.has(form));
}

/** The kind of the shadow of a reference; null where there is none. */
export function mirrored(l: Lowering, value: Atom): Kind | null {
  return holdsNumbers(l, value) ? K.ref(mirrorOf(l, l.kind(value).cls)) : null;
}

function mirrorOf(l: Lowering, cls: ClassId): ClassId {
  const { mirrors } = l.facts.kernels!;
  const id = mirror(l, `mirror ${l.heap.root(cls)}`, cls, mirrors);
  // others write and read it under other names
  for (const made of mirrors.values()) l.heap.set(made, 'user');
  return id;
}

/** What the kernel gives; null where that cannot be told. */
function kindOf(l: Lowering, node: t.Node, key: string, rule: Kernel, given: readonly Atom[]): Kind | null {
  const { writes, single, result } = rule;
  if (writes.length > 0) {
    const names = given.map((_, i) => `a${i}`).join(', ');
    const copies = writes.map((i) => `__duplicate(a${i})`).join(', ');
    return kindGiven(l, node, key, given, (values) => told(l, node, `(${names}) => ${single ? copies : `[${copies}]`}`, rule.name, values));
  }
  if (typeof result === 'object' && result !== null)
    return kindGiven(l, node, key, given, (values) => duplicate(l, node, values[result.like] ?? lit(undefined)));
  if (typeof result === 'string') return shapeOf(l, node, key, result);
  const fn = result ?? rule.fn,
    unit = l.session.sourceOf(fn);
  if (!unit || unit.source.cls || l.session.opaque.has(fn)) return null;
  const shapes = `${idOf(fn)}(${given.map((value) => shapeOfKind(l, l.kind(value))).join()})`;
  if (l.session.followed.numeric.has(shapes)) return K.NUM;
  const { tries } = l;
  l.tries = [];
  const [receiver, values] = rule.receiver && result === null ? [given[0]!, given.slice(1)] : [lit(undefined), given];
  const { key: own } = apart(l, node, { unit, node: unit.source.node, taken: [], name: unit.name }, `kind ${key}`, receiver, values);
  l.tries = tries;
  const kind = l.session.memo(`fn ${own} result`, K.BOTTOM);
  l.gives.set(shapes, kind);
  return kind;
}

/** What a value of a kind is made of, whatever memory it is. */
function shapeOfKind(l: Lowering, { prims, cls, fn }: Kind, depth = 0): string {
  if (cls === K.NO_CLASS) return `${prims}`;
  if (fn !== K.NO_CLASS || depth > DEEPEST) return `${prims}…${cls}`;
  const { forms, slots, protos } = l.heap.get(cls);
  const inside = [...slots].map(([name, kind]) => `${name}:${shapeOfKind(l, kind, depth + 1)}`);
  return `${prims}${[...forms].join('+')}<${[...protos].map(idOf).join('+')}>{${inside.join()}}`;
}
const DEEPEST = 6;

/** The kind of what some code would make, which is not run. */
function kindGiven(l: Lowering, node: t.Node, key: string, given: readonly Atom[], run: (values: readonly Atom[]) => Atom): Kind {
  const { body } = l;
  l.body = [];
  const value = run(given);
  l.body = body;
  return l.session.memo(`kind ${key}`, l.kind(value));
}

function shapeOf(l: Lowering, node: t.Node, key: string, result: Extract<Result, string>): Kind {
  if (result === 'number') return K.NUM;
  const site = (role: string, form: 'array' | 'float64' | 'float32'): ClassId => l.heap.site(`${key} ${role}`, form);
  if (result === 'Float64Array' || result === 'Float32Array') {
    const cls = site('floats', result === 'Float64Array' ? 'float64' : 'float32');
    l.heap.addConstructor(cls, result);
    l.heap.widen(cls, ELEMENT, K.NUM);
    return K.ref(l.heap.root(cls));
  }
  const row = site('row', 'array');
  l.heap.addProto(row, Array.prototype);
  l.heap.widen(row, ELEMENT, K.NUM);
  if (result === 'number[]') return K.ref(l.heap.root(row));
  const rows = site('rows', 'array');
  l.heap.addProto(rows, Array.prototype);
  l.heap.widen(rows, ELEMENT, K.ref(row));
  return K.ref(l.heap.root(rows));
}
