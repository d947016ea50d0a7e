/**
 * What an active value may not meet: functions whose derivative is unknown, text, objects whose inside cannot be seen.
 * Judged on the program as it will run; what no active value meets is left alone.
 */
import type { Activity } from '../facts/activity.ts';
import type { Facts } from '../facts/facts.ts';
import { type Form, isKeyed } from '../facts/heap.ts';
import { argsOf, isKernel } from '../facts/kernels.ts';
import type { Kind } from '../facts/kinds.ts';
import * as K from '../facts/kinds.ts';
import { kindOf, slotOf } from '../facts/memory.ts';
import type { AdjointError } from '../fault/fault.ts';
import { fault } from '../fault/messages.ts';
import { type Atom, type Instr, type Program, type Site, isId, isLit } from '../ir/ir.ts';
import type { OpName } from '../ir/ops.ts';
import { type Code, forEachInstr } from '../ir/walk.ts';
import { type Deferred, type Found, defer } from './defer.ts';
import { harmfulTexts } from './text.ts';

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
  const tried = triedIn(scene.program);
  for (const fn of scene.program.fns) forEachInstr(fn, (instr) => judge(instr, scene, tried.has(instr)));
  for (const error of harmfulTexts(scene.program, scene.facts, scene.activity).values()) throw error;
}

/** The same, where branches that would be refused are only refused when they run. */
export function refuseWhatRuns({ facts, activity, ...scene }: Scene): Deferred {
  let found = defer(scene.program, facts, (instr) => judge(instr, { facts, activity, ...scene }, false));
  // where one text is gone another may come to light
  for (;;) {
    const texts = harmfulTexts(found.program, facts, activity);
    if (texts.size === 0 || found.fatal) return found;
    const without = defer(found.program, facts, (instr) => refuseOne(texts.get(instr)), found.refusals);
    found = { ...without, found: [...found.found, ...without.found] };
  }
}

function refuseOne(error: AdjointError | undefined): void {
  if (error) throw error;
}

/** A call whose callee is known for sure: what is refused of it is not refused because something else is unknown. */
export const isSurelyRefused = ({ instr }: Found, { facts }: Scene): boolean =>
  instr.op === 'native' && instr.attr[1] !== 'opaque' && !formsOf(facts, instr.args[0]!).has('opaque');

/** Before anything runs: a result that can be no number. `E_NON_SCALAR` for results known only at run time is the API's. */
export function refuseResult(program: Program, facts: Facts, name: string, end: Site): void {
  const { body, yields } = program.fns[0]!.body;
  const result = yields[0]!;
  const kind = kindOf(facts, result);
  // a function that always throws ends nowhere
  if (kind.cls === K.NO_CLASS && kind.prims === K.UNDEFINED) {
    if (!has(program.fns[0]!, 'throw')) throw fault('E_NON_SCALAR/nothing', end, { name });
    return;
  }
  const made = isId(result) ? body.find(({ out }) => out.includes(result)) : undefined;
  if (made?.op === 'construct' && made.attr[0] === 'Promise') throw fault('E_ASYNC', made.site, { name });
  const received = made?.op === 'construct' ? boxed(made.attr[0]!) : notNumber(kind, facts);
  if (received !== null) throw fault('E_NON_SCALAR', made?.site ?? end, { name, received });
}

const boxed = (constructor: string): string =>
  /^(Number|String|Boolean)$/.test(constructor) ? `a boxed ${constructor}` : `an object of the class \`${constructor}\``;

function notNumber({ prims, cls, fn }: Kind, facts: Facts): string | null {
  if (fn !== K.NO_CLASS) return null;
  if (cls !== K.NO_CLASS) {
    const { forms } = facts.heap.get(cls);
    if (prims !== 0 || forms.has('opaque') || forms.size === 0) return null;
    return forms.has('object') ? 'an object' : forms.has('function') ? 'a function' : forms.has('array') ? 'an array' : 'a typed array';
  }
  return prims === K.STRING ? 'a string' : prims === K.BOOLEAN ? 'a boolean' : prims === K.BIGINT ? 'a BigInt' : null;
}

/** What may throw, with a handler that is the program's. */
function triedIn(program: Program): ReadonlySet<Instr> {
  const found = new Set<Instr>();
  forEachInstr(program, ({ op, blocks }) => {
    if (op === 'attempt') for (const i of blocks[0]!.body) found.add(i);
  });
  return found;
}

function judge(instr: Instr, scene: Scene, tried: boolean): void {
  const { op, args, site } = instr;
  const { facts, activity } = scene;
  const touched = (atom: Atom | undefined): boolean => atom !== undefined && (activity.active(atom) || activity.shadowed(atom));
  switch (op) {
    case 'native':
    case 'construct':
      return judgeCall(instr, scene, touched);
    case 'hook':
      if (touched(args[0]) && (activity.shadowed(args[1]!) || scene.captures.some(touched)))
        throw fault('E_UNSUPPORTED', site, {
          construct: HOOK,
          instead: 'Leave memory that the result depends on to the function around it',
        });
      return;
    case 'store':
      if (activity.active(args[1]!)) activeKey(instr, scene);
      if (touched(args[2])) opaqueStore(instr, facts);
      return;
    case 'load':
      besideElements(instr, scene);
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
      if (!tried && args.some((a) => activity.active(a)) && args.some((a) => isBigInt(kindOf(facts, a))))
        throw fault('E_KIND', site, { what: 'One side of this operator', received: 'a BigInt', expected: 'a number' });
      return;
    default:
      return;
  }
}

const isBigInt = ({ prims, cls }: Kind): boolean => prims === K.BIGINT && cls === K.NO_CLASS;

/** Whether the operation stands somewhere in the code, however deep. */
function has(code: Code, name: OpName): boolean {
  let found = false;
  forEachInstr(code, ({ op }) => void (found ||= op === name));
  return found;
}

const HOOK = 'A function given to `onCotangent` that can reach memory which the result depends on';

const CONTAINERS = new Set(['Map', 'Set', 'WeakMap', 'WeakSet']);

function judgeCall(instr: Instr, scene: Scene, touched: (atom: Atom | undefined) => boolean): void {
  const { op, args, attr, site } = instr;
  const [callee = 'a function', how] = attr;
  if (how === 'inert') return;
  if (isKernel(instr)) return judgeKernel(instr, scene);
  if (how === 'coerce') {
    if (args[2] !== undefined && scene.activity.shadowed(args[2])) throw fault('E_COERCE', site);
    return;
  }
  if (how === 'held') {
    if (scene.given.some((p) => scene.activity.shadowed(p)))
      throw fault('E_NO_RULE', site, { callee, argument: 'memory that it may hold' });
    return;
  }
  const given = args.slice(op === 'native' ? 2 : 1),
    receiver = op === 'native' ? args[1] : undefined;
  const at = given.findIndex(touched);
  const isPromise = /^Promise\.(resolve|reject|all)$/.test(callee);
  if (how === 'kept') {
    if (at >= 0) throw scene.refusals.get(callee) ?? fault('E_NO_RULE', site, { callee });
    return;
  }
  if (how === 'opaque') {
    if (isPromise && at >= 0) throw fault('E_ASYNC', site, {});
    if (at >= 0 || touched(receiver) || scene.captures.some(touched))
      throw scene.refusals.get(callee) ?? fault('E_NO_RULE', site, { callee });
    return;
  }
  // a function without source, such as a bound one, may read memory that it holds itself
  const called = how === 'list' ? args[2]! : args[0]!;
  if (scene.given.includes(called) && scene.given.some((p) => scene.activity.shadowed(p)))
    throw fault('E_NO_RULE', site, { callee, argument: 'memory that it may hold' });
  const active = at >= 0 || (touched(receiver) && !printsNumber(instr, scene));
  if (
    !active ||
    // what is inside an error that is caught may be read again
    (op === 'construct' && /Error$/.test(callee) && !(has(scene.program, 'guard') && given.some((a) => scene.activity.shadowed(a))))
  )
    return;
  if (op === 'construct' && CONTAINERS.has(callee)) throw fault('E_CONTAINER', site, { container: callee });
  if (receiver !== undefined && /\.(set|add)$/.test(callee) && formsOf(scene.facts, receiver).has('opaque'))
    throw fault('E_CONTAINER', site, { container: 'Map or Set' });
  if (isPromise) throw fault('E_ASYNC', site, {});
  throw fault('E_NO_RULE', site, {
    callee,
    ...(at >= 0
      ? { argument: how === 'list' ? 'one of its arguments' : `argument ${at + 1}` }
      : { argument: 'the object it is a method of' }),
  });
}

const FOLLOWED: ReadonlySet<Form> = new Set(['float64', 'float32', 'array', 'object', 'ints']);

/** Derivatives of kernels know numbers, arrays and objects; what a function or a Map carries they do not see. */
function judgeKernel(instr: Instr, { facts, activity }: Scene): void {
  argsOf(instr).forEach((value, i) => {
    const { cls } = kindOf(facts, value);
    if (cls === K.NO_CLASS || !activity.shadowed(value) || [...formsOf(facts, value)].every((form) => FOLLOWED.has(form))) return;
    throw fault('E_NO_RULE', instr.site, { callee: instr.attr[0] ?? 'a kernel', argument: `what argument ${i + 1} holds` });
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

/** A number that an array from outside has beside its elements: gradients of arrays have elements only. */
function besideElements({ args, site }: Instr, { facts, activity }: Scene): void {
  const [object, key] = args as [Atom, Atom];
  const { cls } = kindOf(facts, object);
  if (!isLit(key) || typeof key.lit !== 'string' || cls === K.NO_CLASS || !facts.heap.get(cls).named.has(key.lit)) return;
  if (activity.activeSlot(slotOf(facts, object, key))) throw fault('E_SUBCLASS/field', site, { property: key.lit });
}

function opaqueStore({ args, site }: Instr, facts: Facts): void {
  const forms = formsOf(facts, args[0]!);
  if (forms.has('opaque')) throw fault('E_OPAQUE_STORE', site);
  // a function of the outside has no shadow; where it may be one made here as well, the run has been asked
  const own = forms.has('function') ? facts.heap.get(kindOf(facts, args[0]!).cls) : null;
  if (own?.user && own.targets.every((target) => target.is === 'function'))
    throw fault('E_OPAQUE_STORE', site, { container: 'a property of a function' });
}
