/**
 * What an active value may not meet: functions whose derivative is unknown, text, objects whose inside cannot be seen.
 * Judged on the program as it will run; what no active value meets is left alone.
 */
import type { Activity } from '../facts/activity.ts';
import type { Facts } from '../facts/facts.ts';
import { type Form, isKeyed } from '../facts/heap.ts';
import type { Kind } from '../facts/kinds.ts';
import * as K from '../facts/kinds.ts';
import { kindOf, slotOf } from '../facts/memory.ts';
import type { AdjointError } from '../fault/fault.ts';
import { fault } from '../fault/messages.ts';
import { type Atom, type Instr, type Program, type Site, isId } from '../ir/ir.ts';
import { forEachInstr } from '../ir/walk.ts';
import { refuseText } from './text.ts';

export interface Scene {
  readonly program: Program;
  readonly facts: Facts;
  readonly activity: Activity;
  /** Why a function of the user's is called as it is, by the callee as `native` names it. */
  readonly refusals: ReadonlyMap<string, AdjointError>;
  /** Parameters of the entry that are captures. */
  readonly captures: readonly Atom[];
  /** Parameters of the entry that the user gave, builtins of the language apart. */
  readonly given: readonly Atom[];
}

export function refuse(scene: Scene): void {
  for (const fn of scene.program.fns) forEachInstr(fn, (instr) => judge(instr, scene));
  refuseText(scene.program, scene.facts, scene.activity);
}

/** Before anything runs: a result that can be no number. `E_NON_SCALAR` for results known only at run time is the API's. */
export function refuseResult(program: Program, facts: Facts, name: string, end: Site): void {
  const { body, yields } = program.fns[0]!.body;
  const result = yields[0]!;
  const kind = kindOf(facts, result);
  // a function that always throws ends nowhere
  if (kind.cls === K.NO_CLASS && kind.prims === K.UNDEFINED) {
    if (!body.some(({ op }) => op === 'throw')) throw fault('E_NON_SCALAR/nothing', end, { name });
    return;
  }
  const made = isId(result) ? body.find(({ out }) => out.includes(result)) : undefined;
  if (made?.op === 'construct' && made.attr[0] === 'Promise') throw fault('E_ASYNC', made.site, { name });
  const received = made?.op === 'construct' ? boxed(made.attr[0]!) : notNumber(kind, facts);
  if (received !== null) throw fault('E_NON_SCALAR', made?.site ?? end, { name, received });
}

const boxed = (constructor: string): string =>
  /^(Number|String|Boolean)$/.test(constructor) ? `a boxed ${constructor}` : `an object of the class \`${constructor}\``;

function notNumber({ prims, cls }: Kind, facts: Facts): string | null {
  if (cls !== K.NO_CLASS) {
    const { forms } = facts.heap.get(cls);
    if (prims !== 0 || forms.has('opaque') || forms.size === 0) return null;
    return forms.has('object') ? 'an object' : forms.has('function') ? 'a function' : forms.has('array') ? 'an array' : 'a typed array';
  }
  return prims === K.STRING ? 'a string' : prims === K.BOOLEAN ? 'a boolean' : prims === K.BIGINT ? 'a BigInt' : null;
}

function judge(instr: Instr, scene: Scene): void {
  const { op, args, site } = instr;
  const { facts, activity } = scene;
  const touched = (atom: Atom | undefined): boolean => atom !== undefined && (activity.active(atom) || activity.shadowed(atom));
  switch (op) {
    case 'native':
    case 'construct':
      return judgeCall(instr, scene, touched);
    case 'store':
      if (activity.active(args[1]!)) activeKey(instr, scene);
      if (touched(args[2])) opaqueStore(instr, facts);
      return;
    case 'load':
      named(instr, scene);
      if (activity.active(args[1]!)) activeKey(instr, scene);
      return;
    case 'delete':
      if (activity.active(args[1]!)) activeKey(instr, scene);
      return;
    case 'has':
      if (activity.active(args[0]!)) activeKey({ ...instr, args: [args[1]!, args[0]!] }, scene);
      return;
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'rem':
    case 'pow':
      if (args.some((a) => activity.active(a)) && args.some((a) => isBigInt(kindOf(facts, a))))
        throw fault('E_KIND', site, { what: 'One side of this operator', received: 'a BigInt', expected: 'a number' });
      return;
    default:
      return;
  }
}

/** A number that an array from outside has beside its elements: its gradient has no place for it. */
function named({ args, site }: Instr, { facts, activity }: Scene): void {
  const [object, key] = args as [Atom, Atom];
  const { cls } = kindOf(facts, object);
  if (isId(key) || typeof key.lit !== 'string' || cls === K.NO_CLASS || !facts.heap.get(cls).named.has(key.lit)) return;
  if (activity.activeSlot(slotOf(facts, object, key)))
    throw fault('E_UNSUPPORTED', site, {
      construct: 'A number that an array has under a name',
      instead: 'Keep it in an object beside the array',
    });
}

const isBigInt = ({ prims, cls }: Kind): boolean => prims === K.BIGINT && cls === K.NO_CLASS;

const CONTAINERS = new Set(['Map', 'Set', 'WeakMap', 'WeakSet']);

function judgeCall(instr: Instr, scene: Scene, touched: (atom: Atom | undefined) => boolean): void {
  const { op, args, attr, site } = instr;
  const [callee = 'a function', how] = attr;
  if (how === 'inert') return;
  const given = args.slice(op === 'native' ? 2 : 1),
    receiver = op === 'native' ? args[1] : undefined;
  const at = given.findIndex(touched);
  if (how === 'opaque') {
    if (at >= 0 || touched(receiver) || scene.captures.some((c) => scene.activity.shadowed(c)))
      throw scene.refusals.get(callee) ?? fault('E_NO_RULE', site, { callee });
    return;
  }
  // a function without source, such as a bound one, may read memory that it holds itself
  const called = how === 'list' ? args[2]! : args[0]!;
  if (scene.given.includes(called) && scene.given.some((p) => scene.activity.shadowed(p)))
    throw fault('E_NO_RULE', site, { callee, argument: 'memory that it may hold' });
  const active = at >= 0 || (touched(receiver) && !printsNumber(instr, scene));
  if (!active || (op === 'construct' && /Error$/.test(callee))) return;
  if (op === 'construct' && CONTAINERS.has(callee)) throw fault('E_CONTAINER', site, { container: callee });
  if (receiver !== undefined && /\.(set|add)$/.test(callee) && formsOf(scene.facts, receiver).has('opaque'))
    throw fault('E_CONTAINER', site, { container: 'Map or Set' });
  if (/^Promise\.(resolve|reject|all)$/.test(callee)) throw fault('E_ASYNC', site, {});
  throw fault('E_NO_RULE', site, {
    callee,
    ...(at >= 0
      ? { argument: how === 'list' ? 'one of its arguments' : `argument ${at + 1}` }
      : { argument: 'the object it is a method of' }),
  });
}

/** `x.toFixed(2)`: text, judged by what becomes of it. */
const printsNumber = ({ args, out }: Instr, { facts, activity }: Scene): boolean =>
  activity.active(args[1]!) && out.length > 0 && kindOf(facts, out[0]!).prims === K.STRING;

const formsOf = (facts: Facts, atom: Atom): ReadonlySet<Form> => {
  const { cls } = kindOf(facts, atom);
  return cls === K.NO_CLASS ? new Set() : facts.heap.get(cls).forms;
};

function activeKey({ args, site }: Instr, { facts }: Scene): void {
  const forms = formsOf(facts, args[0]!);
  if ([...forms].some(isKeyed)) {
    // what was made in this call knows nothing of other calls: there the key is a constant
    if (facts.heap.get(kindOf(facts, args[0]!).cls).user) throw fault('E_ACTIVE_KEY/container', site);
    return;
  }
  if (!K.isInt(kindOf(facts, args[1]!)) && formsOf(facts, args[0]!).has('object')) throw fault('E_ACTIVE_KEY', site);
}

function opaqueStore({ args, site }: Instr, facts: Facts): void {
  if (formsOf(facts, args[0]!).has('opaque')) throw fault('E_OPAQUE_STORE', site);
}
