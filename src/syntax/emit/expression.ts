/** How each operation that has a value reads in JavaScript. */
import { type Form, KEYS, isKeyed } from '../../facts/heap.ts';
import { isNumber } from '../../facts/kinds.ts';
import { isKernel } from '../../facts/kernels.ts';
import * as K from '../../facts/kinds.ts';
import { kindOf } from '../../facts/memory.ts';
import type { Atom, Instr } from '../../ir/ir.ts';
import { isId, isLit } from '../../ir/ir.ts';
import { ERROR, PROTO, isErrorKey, type OpName, effectOf } from '../../ir/ops.ts';
import * as ast from './ast.ts';
import type { Node } from './ast.ts';
import type { Plan } from './fold.ts';
import { isJunction } from './order.ts';
import { absentForm } from '../../facts/slot-form.ts';
import { LOCALS, LOG, type Module } from './module.ts';
import type { Store, Unit } from './unit.ts';

/** What printing an expression needs to know of the function around it. */
export interface Scope {
  readonly module: Module;
  readonly plan: Plan;
  readonly unit: Unit;
  expr(atom: Atom): Node;
}

/** Gone before anything is printed. */
type PassingOp = 'derive' | 'hook';
export type ExpressionOp = Exclude<OpName, StatementOp | PassingOp>;
/** Printed by statements alone. */
export type StatementOp =
  | 'store'
  | 'setlength'
  | 'delete'
  | 'throw'
  | 'watch'
  | 'for'
  | 'loop'
  | 'guard'
  | 'attempt'
  | 'settle'
  | 'record'
  | 'retrace'
  | 'adopt'
  | 'keep'
  | 'reserve'
  | 'journal'
  | 'undo'
  | 'setshadow'
  | 'unsetshadow'
  | 'addslot'
  | 'takeslot';

type Row = (scope: Scope, instr: Instr) => Node;

const infix =
  (operator: string): Row =>
  (s, { args: [x, y] }) =>
    ast.binary(operator, s.expr(x!), s.expr(y!));
const prefix =
  (operator: string): Row =>
  (s, { args: [x] }) =>
    ast.unary(operator, s.expr(x!));
const all = (s: Scope, atoms: readonly Atom[]): Node[] => atoms.map((a) => s.expr(a));

// prettier-ignore
export const EXPRESSIONS: { readonly [Op in ExpressionOp]: Row } = {
  add: infix('+'), sub: infix('-'), mul: infix('*'), div: infix('/'), rem: infix('%'), pow: infix('**'), neg: prefix('-'), plus: prefix('+'),
  bitand: infix('&'), bitor: infix('|'), bitxor: infix('^'), bitnot: prefix('~'), shl: infix('<<'), shr: infix('>>'), ushr: infix('>>>'),
  lt: infix('<'), le: infix('<='), gt: infix('>'), ge: infix('>='), eq: infix('=='), ne: infix('!='), seq: infix('==='), sne: infix('!=='),
  not: (s, { args: [x] }) => ast.unary('!', testOf(s, x!)),
  typeof: prefix('typeof'),
  nullish: (s, { args: [x] }) => ast.binary('==', s.expr(x!), ast.literal({ lit: null })),
  string: (s, { args: [x] }) => ast.template(s.expr(x!)),
  select: (s, { args: [test, x, y] }) => ast.choose(testOf(s, test!), s.expr(x!), s.expr(y!)),
  apply: (s, { attr: [rule], args }) => ast.invoke(s.module.rule(rule!), ...all(s, args)),
  strong: (s, { args: [g, partial] }) =>
    ast.choose(ast.binary('===', s.expr(g!), ast.number(0)), ast.number(0), ast.binary('*', s.expr(g!), s.expr(partial!))),

  stop: (s, { args: [x] }) => s.expr(x!),

  load: (s, { args: [object, key] }) =>
    isPrototypeOfOwn(s, object!, key!) ? ast.method(ast.name('Object'), 'getPrototypeOf', s.expr(object!)) : (!isKeyedAtom(s, object!) && mayBeNothing(s, object!) ? maybe : slotOf)(s, object!, key!),
  length: (s, { args: [object] }) => ast.field(s.expr(object!), isKeyedAtom(s, object!) ? 'size' : 'length'),
  has: (s, { args: [key, object] }) =>
    isKeyedAtom(s, object!) ? ast.method(s.expr(object!), 'has', s.expr(key!)) : ast.binary('in', keyOf(s, key!), s.expr(object!)),
  keys: (s, { args: [object] }) => s.module.runtime('keys', s.expr(object!)),
  instanceof: infix('instanceof'),
  as: (s, { args: [x] }) => s.expr(x!),
  array: (s, { args, attr }) => ast.array(args.map((a, i) => (attr.includes(String(i)) ? null : s.expr(a)))),
  object: (s, { args, attr }) => record(attr, all(s, args)),
  fresh: (s, { attr: [C], args: [length], out: [made] }) => ast.construct(ast.name(C!), ...(isKeyedAtom(s, made!) ? [] : [s.expr(length!)])),
  copy,
  zeros(s, { args, out }) {
    const made = s.module.detached && isShadow(s, out[0]!) ? s.module.memory('zerosIn', ast.name(LOG), ...all(s, args)) : s.module.memory('zeros', ...all(s, args));
    return out.length === 1 ? ast.at(made, ast.number(0)) : made;
  },
  view: (s, { args: [object, from, to] }) => ast.method(s.expr(object!), 'subarray', s.expr(from!), s.expr(to!)),
  viewbuffer: (s, { attr: [C, whole], args: [object] }) => {
    const buffer = ast.field(s.expr(object!), 'buffer');
    if (!whole) return ast.construct(ast.name(C!), buffer);
    // what is left over at the end of the buffer is no element
    const bytes = ast.field(ast.field(s.expr(object!), 'buffer'), 'byteLength');
    const size = ast.number(globalThis[C as 'Float64Array'].BYTES_PER_ELEMENT);
    return ast.construct(ast.name(C!), buffer, ast.number(0), ast.method(ast.name('Math'), 'floor', ast.binary('/', bytes, size)));
  },
  push: (s, { args: [object, value] }) => ofArray(s, object!, 'push', s.expr(value!)),
  pop: (s, { args: [object] }) => ofArray(s, object!, 'pop'),

  native,
  hooked: (s, { args }) => args.length > 2 ? s.module.memory('hooked', ...all(s, args)) : s.module.runtime('hooked', ...all(s, args)),
  construct: (s, { args: [callee, ...args] }) => ast.construct(s.expr(callee!), ...all(s, args)),
  call: (s, { attr: [callee], args }) => ast.invoke(ast.name(s.module.function(callee!)), ...all(s, args)),
  if: (s, instr) => {
    const [yes, no] = instr.blocks.map((b) => b.yields[0]!);
    const test = testOf(s, instr.args[0]!), junction = isJunction(instr, s.module.facts);
    if (junction) return ast.logical(junction, test, s.expr(junction === '&&' ? yes! : no!));
    return ast.choose(test, s.expr(yes!), s.expr(no!));
  },
  take: (s, { attr: [store], out: [only] }) => taken(s, store as Store, only!, ast.at(ast.name(LOCALS[store as Store][0]), ast.update('--', ast.name(LOCALS[store as Store][1]), true))),
  shadow,
  back: (s, { attr: [unit], args }) => {
    return ast.invoke(ast.name(s.module.function(unit!)), ...s.module.handed(unit!).map(ast.name), ...all(s, args));
  },
};

/** A key as a value. */
export const keyOf = (s: Scope, key: Atom): Node => (isLit(key) && typeof key.lit === 'string' ? ast.keyText(key.lit) : s.expr(key));
/** A shadow that is null for some primals; function values of derived code have one. */
function mayBeNothing({ module: { facts } }: Scope, atom: Atom): boolean {
  const absent = isId(atom) && facts.shadows.has(atom) && absentForm(facts, atom);
  if (absent !== 'null') return absent === 'primitive';
  const { forms, user } = facts.heap.get(kindOf(facts, atom).cls);
  return user || !forms.has('function');
}
/** A slot of what may be nothing. */
const maybe = (s: Scope, object: Atom, key: Atom): Node => ({
  ...slotOf(s, object, key),
  type: 'OptionalMemberExpression',
  optional: true,
});

/** The place of a slot; of a Map the call that reads it. A Set has its members under themselves. */
export const slotOf = (s: Scope, object: Atom, key: Atom): Node => {
  if (!isKeyedAtom(s, object)) return placeOf(s, object, key);
  const shadow = isShadow(s, object);
  // a Map is the Set of its keys
  if (isLit(key) && key.lit === KEYS) return shadow ? ast.field(s.expr(object), 'members') : s.expr(object);
  return !shadow && isMembers(s, object) ? s.expr(key) : ast.method(s.expr(object), 'get', s.expr(key));
};

const placeOf = (s: Scope, object: Atom, key: Atom): Node =>
  isLit(key) && typeof key.lit === 'string' ? ast.field(s.expr(object), key.lit) : ast.at(s.expr(object), s.expr(key));

const formsOf = (s: Scope, atom: Atom): readonly Form[] => {
  const { cls } = kindOf(s.module.facts, atom);
  return cls === K.NO_CLASS ? [] : [...s.module.facts.heap.get(cls).forms];
};
export const isShadow = (s: Scope, atom: Atom): boolean => isId(atom) && s.module.facts.shadows.has(atom);
/** A Set, or the keys of a Map: what is in it is found under itself. */
export const isMembers = (s: Scope, atom: Atom): boolean => formsOf(s, atom).some((form) => form !== 'map');
/** The keys of a Map, which change with it. */
export const isKeys = (s: Scope, atom: Atom): boolean => !isShadow(s, atom) && formsOf(s, atom).includes('keys');
/** A Map or Set, or the shadow of one, which is a Map. */
export const isKeyedAtom = (s: Scope, atom: Atom): boolean => formsOf(s, atom).some(isKeyed);

/** An operand where only its truth counts: a flag from the tape is used as the number it is. */
export function testOf(s: Scope, atom: Atom): Node {
  const inner = isId(atom) ? s.plan.inline.get(atom) : undefined;
  if (inner?.op === 'take') return EXPRESSIONS.take(s, { ...inner, out: [-1] });
  return s.expr(atom);
}

/** A value read from a store; booleans are kept as 0 and 1 among numbers. */
export function taken(s: Scope, store: Store, id: number, read: Node): Node {
  return store !== 'refs' && kindOf(s.module.facts, id).prims === K.BOOLEAN ? ast.binary('!==', read, ast.number(0)) : read;
}

/** Arrays of classes of the user's may have methods of their own under these names. */
function isOfOwnClass(s: Scope, object: Atom): boolean {
  const { cls } = kindOf(s.module.facts, object);
  if (cls === K.NO_CLASS) return false;
  const { protos, makers, forms } = s.module.facts.heap.get(cls);
  return forms.has('array') && protos.size + makers.size > 0;
}

function ofArray(s: Scope, object: Atom, name: string, ...args: Node[]): Node {
  if (!isOfOwnClass(s, object)) return ast.method(s.expr(object), name, ...args);
  const method = ast.field(ast.field(ast.name('Array'), 'prototype'), name);
  return ast.method(method, 'call', s.expr(object), ...args);
}

/** Copies of arrays keep holes, as `slice` does; with the second attr `dense` they become undefined, as in `[...a]`. */
function copy(s: Scope, { attr: [C, dense], args: [source] }: Instr): Node {
  if (s.module.retraces && isShadow(s, source!) && C === 'Array') return s.module.memory('linksIn', s.expr(source!));
  const from = s.expr(source!),
    forms = formsOf(s, source!);
  const only = forms.length === 1 ? forms[0] : undefined;
  if (C === 'Array')
    return only === 'array' && dense === undefined && !isOfOwnClass(s, source!)
      ? ast.method(from, 'slice')
      : ast.method(ast.name('Array'), 'from', from);
  if ((only === 'float64' && C === 'Float64Array') || (only === 'float32' && C === 'Float32Array')) return ast.method(from, 'slice');
  return ast.construct(ast.name(C!), from);
}

function native(s: Scope, instr: Instr): Node {
  const [, how, world] = instr.attr,
    [callee, receiver, ...others] = instr.args;
  // what follows its arguments is for the derivatives of a kernel
  const rest = isKernel(instr) ? others.slice(0, Number(instr.attr[3]) + Number(instr.attr[4]) - 2) : others;
  const once = world === 'drawn' || world === 'told' ? world : undefined;
  const asked = how !== 'inert' ? undefined : s.module.retraces ? once : s.module.replays ? 'replayed' : undefined;
  if (asked !== undefined) return s.module.runtime(asked, s.expr(callee!), s.expr(receiver!), ast.array(all(s, rest)));
  const args = all(s, rest),
    plain = isLit(receiver!) && receiver.lit === undefined;
  const inner = isId(callee!) ? s.plan.inline.get(callee) : undefined;
  if (inner?.op === 'load') {
    if (inner.args[0] === receiver) return ast.invoke(s.expr(callee!), ...args);
    if (plain) return ast.invoke({ type: 'SequenceExpression', expressions: [ast.number(0), s.expr(callee!)] }, ...args);
  }
  return plain ? ast.invoke(s.expr(callee!), ...args) : ast.method(s.expr(callee!), 'call', s.expr(receiver!), ...args);
}

/**
 * The shadow of what may be a reference or a number, to be put into another shadow: when turns are run again, there may be a
 * cotangent in the place that it was read from.
 */
export function link(s: Scope, atom: Atom): Node {
  const mixed = s.module.retraces && isId(atom) && K.mayBeNumber(kindOf(s.module.facts, atom));
  return mixed ? s.module.memory('link', s.expr(atom)) : s.expr(atom);
}

const links = (s: Scope, atoms: readonly Atom[]): Node[] => atoms.map((a) => link(s, a));

function shadow(s: Scope, { attr: [form, ...keys], args: [primal, ...references] }: Instr): Node {
  const made = (node: Node): Node => (s.module.detached && s.unit.is !== 'back' ? ast.method(ast.name(LOG), 'add', node) : node);
  switch (form) {
    case 'floats':
      return made(ast.construct(ast.name('Float64Array'), ast.field(s.expr(primal!), 'length')));
    case 'zeros':
      return made(ast.method(ast.construct(ast.name('Array'), ast.field(s.expr(primal!), 'length')), 'fill', ast.number(0)));
    case 'map':
      return made(keys.length > 0 ? s.module.memory('bars') : ast.construct(ast.name('Map')));
    case 'array':
      return made(ast.array(links(s, references)));
    default: {
      const more = numericFields(s, primal!, keys);
      // a prototype that has no shadow gives none to the shadow
      const from = keys[0] === PROTO && isLit(references[0]!) ? 1 : 0;
      // any name may come to be asked for, `constructor` too
      const make = isWild(s, primal!) && (from > 0 || keys[0] !== PROTO) ? ast.bare : record;
      return made(make([...keys.slice(from), ...more], [...links(s, references.slice(from)), ...more.map(() => ast.number(0))]));
    }
  }
}

/** Of what the program made: records that any name may be asked of inherit nothing, not even `__proto__`. */
function isPrototypeOfOwn({ module: { facts } }: Scope, object: Atom, key: Atom): boolean {
  if (!isLit(key) || key.lit !== '__proto__' || !isId(object)) return false;
  const { prims, cls } = kindOf(facts, object);
  if (prims !== 0 || cls === K.NO_CLASS) return false;
  const { makers, user } = facts.heap.get(cls);
  return makers.size > 0 && !user;
}

/** A record; one with a prototype gets its fields afterwards, which engines do faster than `__proto__` in a literal. */
function record(keys: readonly string[], values: readonly Node[]): Node {
  if (keys[0] !== PROTO) return ast.record(keys, values);
  const [proto, ...fields] = values;
  if (keys[1] !== undefined && isErrorKey(keys[1])) {
    const error = ast.construct(ast.name(keys[1].slice(ERROR.length)), fields[0]!);
    return ast.method(ast.name('Object'), 'setPrototypeOf', error, proto!);
  }
  // a function that is extended may have read-only properties of these names
  if (keys.includes('prototype')) return ast.method(ast.name('Object'), 'setPrototypeOf', ast.record(keys.slice(1), fields), proto!);
  const made = ast.method(ast.name('Object'), 'create', proto!);
  return fields.length === 0 ? made : ast.method(ast.name('Object'), 'assign', made, ast.record(keys.slice(1), fields));
}

function isWild(s: Scope, atom: Atom): boolean {
  const { cls } = kindOf(s.module.facts, atom);
  return cls !== K.NO_CLASS && s.module.facts.heap.get(cls).wild;
}

/** Fields of the class that hold numbers and are not listed: a shadow has them from the start, so that its shape never changes. */
function numericFields(s: Scope, primal: Atom, keys: readonly string[]): string[] {
  const { cls } = kindOf(s.module.facts, primal);
  if (cls === K.NO_CLASS) return [];
  const listed = new Set(keys);
  return [...s.module.facts.heap.get(cls).slots]
    .filter(([slot, kind]) => slot.startsWith('.') && isNumber(kind) && !listed.has(slot.slice(1)))
    .map(([slot]) => slot.slice(1));
}

/** Whether an instruction is printed as an expression. */
export const isExpression = (instr: Instr): boolean =>
  instr.op in EXPRESSIONS && (effectOf(instr.op) !== 'control' || instr.op === 'call' || instr.op === 'back');
