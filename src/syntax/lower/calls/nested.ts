/**
 * Derivatives taken inside of derived code: a call of one of the library's own functions. The function that it differentiates
 * becomes a function of the program, and the call an operation `derive`.
 */
import type * as t from '@babel/types';
import { ELEMENT, type Form } from '../../../facts/heap.ts';
import * as K from '../../../facts/kinds.ts';
import type { ClassId, Kind } from '../../../facts/kinds.ts';
import { fault } from '../../../fault/messages.ts';
import { instr } from '../../../ir/build.ts';
import type { DeriveMark } from '../../../ir/derive.ts';
import { type Atom, type Id, type Lit, isId, isLit, lit } from '../../../ir/ir.ts';
import { makeArray, makeSequence } from '../allocate.ts';
import { builtin } from '../known.ts';
import { isTried, split } from '../split.ts';
import type { Lowering } from '../state.ts';
import type { Verb } from '../verbs.ts';
import { type Arg, expandSpread, isPlain } from './arguments.ts';
import { CONTROL } from './control.ts';
import { enterFunction } from './inline.ts';
import { DERIVATIVE, apart } from './outline.ts';
import { SECONDS } from './second.ts';
import { SEVERAL } from './several.ts';
import { told } from './told.ts';

/** What is taken of the function, and how it is handed out. */
interface Wanted {
  readonly wrt: readonly number[];
  readonly single: boolean;
  readonly valued: boolean;
  /** The function is run several times where it stands once. */
  readonly again?: boolean;
}

export function nestedCall(l: Lowering, node: t.Node, { name, of }: Verb, args: readonly Arg[]): Atom {
  const refuse = (): never => {
    throw fault('E_NESTED', l.site, { verb: name });
  };
  if (!isPlain(args)) return refuse();
  const values = args.map((a) => a.value),
    valued = name.startsWith('value'),
    control = CONTROL[name];
  if (control) return control(l, node, values);
  if (of?.alone) throw fault('E_NESTED/alone', l.site);
  if (of) return derivative(l, node, builtin(l, of.f, of.f.name), values, { ...of, valued });
  const [f, ...rest] = values;
  if (f === undefined) return refuse();
  const second = SECONDS[name];
  if (second) return second(l, node, f, rest, refuse);
  if (name === 'jacobian' || name === 'pullback') return SEVERAL[name](l, node, f, rest, refuse);
  if (name === 'pushforward') return pushed(l, node, f, rest, refuse);
  if (name === 'gradient' || name === 'valueAndGradient')
    return derivative(l, node, f, rest, { wrt: rest.map((_, i) => i), single: false, valued });
  const wrt = name === 'grad' || name === 'valueAndGrad' ? wrtOf(l, rest[0]) : undefined;
  return wrt === undefined ? refuse() : made(l, node, f, { wrt: [wrt].flat(), single: typeof wrt === 'number', valued });
}

/** The option `wrt` of a literal of options; undefined where it cannot be told. */
function wrtOf(l: Lowering, options: Atom | undefined): number | number[] | undefined {
  if (options === undefined || (isLit(options) && options.lit === undefined)) return 0;
  const given = isId(options) ? l.definitions.get(options) : undefined;
  if (given?.op !== 'object' || given.attr.some((key) => key !== 'wrt')) return undefined;
  const [wrt] = given.args;
  if (wrt === undefined) return 0;
  const indices = isLit(wrt) ? [wrt] : (l.definitions.get(wrt)?.args ?? []);
  if (!indices.every((i): i is Lit => isLit(i) && typeof i.lit === 'number')) return undefined;
  return isLit(wrt) ? (wrt.lit as number) : indices.map((i) => i.lit as number);
}

/** The function that `grad(f, options)` makes. */
function made(l: Lowering, node: t.Node, f: Atom, { wrt, single, valued }: Wanted): Atom {
  const unit = told(`(f) => (...args) => __derivative(f, args, [${wrt.join()}], ${single}, ${valued})`, 'derivative');
  return enterFunction(l, node, { unit, node: unit.source.node, taken: [], name: 'grad' }, lit(undefined), { values: [f], list: null });
}

/** The intrinsic that such a function calls. */
export function derivativeOf(l: Lowering, node: t.CallExpression, f: Atom, list: Atom): Atom {
  const values = isId(list) ? l.rests.get(list) : undefined;
  if (!values) throw fault('E_NESTED', l.site, { verb: 'grad' });
  const [, , wrt, ...flags] = node.arguments as [unknown, unknown, t.ArrayExpression, ...t.BooleanLiteral[]];
  const indices = wrt.elements.map((e) => (e as t.NumericLiteral).value);
  const [single = false, valued = false, again = false] = flags.map(({ value }) => value);
  return derivative(l, node, f, values, { wrt: indices, single, valued, again });
}

/** `pushforward(f, [x, …], [dx, …])` of numbers. */
function pushed(l: Lowering, node: t.Node, f: Atom, lists: readonly Atom[], refuse: () => never): Atom {
  const [args, dots] = lists.map((list) => expandSpread(l, list));
  if (!args || !dots || !isPlain(args) || !isPlain(dots) || dots.length > args.length) return refuse();
  const asked = dots.flatMap(({ value }, i) => (isLit(value) && (value.lit === undefined || value.lit === null) ? [] : [i]));
  if (!asked.every((i) => K.isNumber(l.kind(args[i]!.value)) && K.isNumber(l.kind(dots[i]!.value)))) return refuse();
  const given = args.map(({ value }, i) => (asked.includes(i) ? varied(l, value) : value));
  const { name, operands, key } = inner(l, node, f, given);
  const along = asked.map((i) => dots[i]!.value),
    tangent = l.fresh(K.NUM, 'tangent');
  const value = derive(l, { name, key, marks: ['forward'] }, [...operands, ...along], asked, [tangent]);
  return listed(l, node, [value, tangent], 'value and tangent');
}

/** The function as one of the program. */
function inner(l: Lowering, node: t.Node, f: Atom, given: readonly Atom[]): ReturnType<typeof apart> {
  const names = given.map((_, i) => `a${i}`).join(', ');
  const unit = told(`(f, ${names}) => f(${names})`, 'inner');
  const callee = { unit, node: unit.source.node, taken: [], name: 'inner' };
  return apart(l, node, callee, `${DERIVATIVE}${l.key(node)}`, lit(undefined), [f, ...given]);
}

function derivative(l: Lowering, node: t.Node, f: Atom, args: readonly Atom[], { wrt, single, valued, again }: Wanted): Atom {
  for (const index of wrt) if (!(index in args)) throw fault('E_WRT', l.site, { index: String(index), count: args.length });
  const given = args.map((a, i) => (wrt.includes(i) ? varied(l, a) : a));
  const { name, operands, key } = inner(l, node, f, given);
  const asked = wrt.filter((i) => holdsNumbers(l, given[i]!));
  const bars = asked.map((i) => barOf(l, node, i, l.kind(given[i]!)));
  const grown = asked.filter((i) => mayGrow(l, given[i]!, bars[asked.indexOf(i)]!));
  const entry = grown.map((i) => inert(l, lengthsOf, [given[i]!], l.anything(node)));
  const value = derive(l, { name, key, marks: again ? ['again'] : [] }, operands, asked, bars);
  grown.forEach((i, n) => inert(l, settle, [bars[asked.indexOf(i)]!, entry[n]!], K.NOTHING));
  const gradients = wrt.map((i) => {
    const bar = bars[asked.indexOf(i)];
    return bar === undefined ? lit(null) : rounded(l, node, i, given[i]!, bar);
  });
  const found = single ? gradients[0]! : listed(l, node, gradients, 'gradients');
  return valued ? listed(l, node, [value, found], 'value and gradients') : found;
}

interface Marked {
  readonly name: string;
  readonly key: string;
  readonly marks: readonly DeriveMark[];
}

/** The operation; gives the value. Inside of a `try` what the function throws is an exit, before anything of the derivative is used. */
function derive(l: Lowering, { name, key, marks }: Marked, operands: readonly Atom[], asked: readonly number[], more: readonly Id[]): Id {
  const tried = isTried(l),
    value = l.remembered(`fn ${key} result`);
  const thrown = tried ? [l.fresh(K.BOOL, 'threw'), l.fresh(l.session.memo(`fn ${key} thrown`, K.BOTTOM), 'error')] : [];
  if (tried) l.solid.add(thrown[0]!);
  const attr = [name, ...marks, ...(tried ? ['tried'] : []), ...asked.map((i) => String(i + 1))];
  l.push(instr('derive', [value, ...thrown, ...more], operands, { attr, site: l.site }));
  if (tried) split(l, { test: thrown[0]!, error: thrown[1]! });
  return value;
}

/** What stands side by side in a list of results has nothing to do with each other. */
function listed(l: Lowering, node: t.Node, values: readonly Atom[], role: string): Id {
  const c = l.heap.get(l.heap.site(l.key(node, role), 'array'));
  c.tuple ??= values.length > 1;
  return makeArray(l, node, values, role);
}

/** A number that is differentiated is no integer. */
function varied(l: Lowering, value: Atom): Atom {
  const kind = l.kind(value);
  if (!K.isNumber(kind)) return value;
  const id = l.emit('plus', [value], { kind: K.NUM });
  l.solid.add(id);
  return id;
}

const MIRRORED: Partial<Record<Form, Form>> = { float64: 'float64', float32: 'float64', array: 'array', object: 'object' };
const CONSTANT: ReadonlySet<Form> = new Set(['ints', 'function', 'opaque']);

function holdsNumbers(l: Lowering, value: Atom): boolean {
  const kind = l.kind(value);
  if (kind.cls === K.NO_CLASS) return K.mayBeNumber(kind);
  if (kind.prims !== 0 || K.isMixed(kind)) throw fault('E_UNSUPPORTED', l.site, { construct: EITHER });
  return ![...l.heap.get(kind.cls).forms].every((form) => CONSTANT.has(form));
}

const EITHER = 'A derivative, inside of differentiated code, in what is a number at one time and something else at another';
const MAPS = 'A derivative, inside of differentiated code, in a Map or a Set';

/** Arrays in it may become longer or shorter than they were; their cotangents stay as long as the arrays were at first. */
function mayGrow(l: Lowering, value: Atom, bar: Id): boolean {
  if (l.kind(value).cls === K.NO_CLASS) return false;
  return [...l.heap.closure([l.kind(bar).cls])].some((id) => l.heap.get(id).grows && l.heap.get(id).forms.has('array'));
}

const inert = (l: Lowering, fn: Function, args: readonly Atom[], kind: Kind): Id =>
  l.emit('native', [builtin(l, fn, fn.name), lit(undefined), ...args], { attr: [fn.name, 'inert'], kind });

type Lengths = ReadonlyMap<string, number>;

/** The lengths of all arrays in a value, by the way there. */
function lengthsOf(value: object): Lengths {
  const found = new Map<string, number>();
  eachArray(value, (array, path) => found.set(path, array.length));
  return found;
}

function settle(bar: object, lengths: Lengths): void {
  eachArray(bar, (array, path) => {
    const n = lengths.get(path);
    if (n === undefined) return;
    if (array.length > n) array.length = n;
    while (array.length < n) array.push(0);
  });
}

function eachArray(root: object, visit: (array: unknown[], path: string) => void): void {
  const seen = new Set<object>();
  const queue: [object, string][] = [[root, '']];
  for (const [object, path] of queue) {
    if (seen.has(object)) continue;
    seen.add(object);
    if (Array.isArray(object)) visit(object, path);
    if (ArrayBuffer.isView(object)) continue;
    for (const [key, inner] of Object.entries(object))
      if (typeof inner === 'object' && inner !== null) queue.push([inner as object, `${path}/${key}`]);
  }
}

function barOf(l: Lowering, node: t.Node, index: number, kind: Kind): Id {
  if (kind.cls === K.NO_CLASS) return l.fresh(K.NUM, 'bar');
  const mirrors = new Map<ClassId, ClassId>();
  return l.fresh(K.ref(mirror(l, `${l.key(node, 'bar')}${index}`, kind.cls, mirrors)), 'bar');
}

/** The class of memory of the same structure, with a cotangent in the place of every number. */
export function mirror(l: Lowering, key: string, cls: ClassId, known: Map<ClassId, ClassId>): ClassId {
  const { heap } = l,
    root = heap.root(cls),
    before = known.get(root);
  if (before !== undefined) {
    heap.unify(before, heap.site(key, [...heap.get(before).forms][0]!));
    return before;
  }
  const { forms, slots, holey, grows, fields, wild, open, names } = heap.get(root);
  const own = [...forms].map((form) => MIRRORED[form]);
  if (own.some((form) => form === undefined)) throw fault('E_UNSUPPORTED', l.site, { construct: MAPS });
  const id = heap.site(key, own[0]!);
  known.set(root, id);
  for (const form of own) heap.addForm(id, form!);
  if (own.includes('float64')) heap.addConstructor(id, 'Float64Array');
  if (own.includes('object')) {
    heap.addProto(id, Object.prototype);
    if (fields) heap.hasFields(id, fields);
    else heap.looseFields(id);
  }
  if (holey) heap.set(id, 'holey');
  if (grows) heap.set(id, 'grows');
  if (wild) heap.makeWild(id, open);
  for (const name of names) heap.get(id).names.add(name);
  for (const [name, slot] of slots) {
    if (K.mayBeNumber(slot)) heap.widen(root, name, K.NUM);
    const inner = K.classesIn(slot).filter((c) => ![...heap.get(c).forms].every((form) => CONSTANT.has(form)));
    const others = (slot.prims & ~K.NUMBER) !== 0 || inner.length < K.classesIn(slot).length;
    const below = inner.map((c) => mirror(l, `${key}/${name}`, c, known));
    heap.widen(id, name === ELEMENT ? ELEMENT : name, {
      prims: (slot.prims & K.NUMBER) | (others ? K.NULL : 0),
      cls: below[0] ?? K.NO_CLASS,
      fn: K.NO_CLASS,
      int: false,
      word: null,
    });
  }
  return id;
}

/** The gradient of a Float32Array is one. */
function rounded(l: Lowering, node: t.Node, index: number, value: Atom, bar: Id): Atom {
  const { cls } = l.kind(value);
  const forms = cls === K.NO_CLASS ? [] : [...l.heap.get(cls).forms];
  return forms.length === 1 && forms[0] === 'float32' ? makeSequence(l, node, 'copy', 'Float32Array', bar, `rounded ${index}`) : bar;
}
