/** How operations that change memory or the stores read in JavaScript. */
import { isNumber } from '../../facts/kinds.ts';
import * as K from '../../facts/kinds.ts';
import { kindOf } from '../../facts/memory.ts';
import type { Atom, Instr } from '../../ir/ir.ts';
import { isId, isLit } from '../../ir/ir.ts';
import { UNRECORDED } from '../../ir/turns.ts';
import * as ast from './ast.ts';
import type { Node } from './ast.ts';
import { type Scope, type StatementOp, isKeyedAtom, isKeys, isMembers, isShadow, keyOf, link, slotOf, taken } from './expression.ts';
import { CHECK, LOCALS, LOG } from './module.ts';
import { type SlotForm, slotForm } from '../../facts/slot-form.ts';
import type { Store } from './unit.ts';

/** Where statements put the values they define. */
export interface Target extends Scope {
  /** `const x = …` or `x = …`. */
  define(id: number, value: Node): Node;
  isRead(id: number): boolean;
}

type Row = (scope: Target, instr: Instr) => Node[];
type Structured = 'for' | 'loop' | 'guard' | 'attempt' | 'settle' | 'record' | 'retrace';

export const STATEMENTS: { readonly [Op in Exclude<StatementOp, Structured>]: Row } = {
  store: (s, { args: [object, key, value] }) =>
    isKeys(s, object!)
      ? []
      : isKeyedAtom(s, object!)
        ? [put(s, object!, key!, s.expr(value!))]
        : [ast.say(update(s, object!, key!, value!))],
  setlength: (s, { args: [object, length] }) =>
    isKeyedAtom(s, object!)
      ? [ast.say(ast.method(s.expr(object!), 'clear'))]
      : [ast.say(ast.assign('=', ast.field(s.expr(object!), 'length'), s.expr(length!)))],
  delete: (s, { args: [object, key] }) =>
    isKeyedAtom(s, object!)
      ? [ast.say(ast.method(s.expr(object!), 'delete', s.expr(key!)))]
      : [ast.say(ast.unary('delete', slotOf(s, object!, key!)))],
  throw: (s, { args: [value] }) => [ast.raise(s.expr(value!))],
  watch: (s, { args: [value], attr: [place, what] }) => [
    ast.say(s.module.runtime('watch', s.expr(value!), ast.text(place!), ast.text(what!))),
  ],

  keep: (s, { attr: [store], args }) =>
    keep(
      s,
      store as Store,
      args.map((a) => small(s, store as Store, a)),
    ),
  reserve: (s, { attr, args }) => attr.flatMap((store, i) => reserve(s, store as Store, args[i]!)),
  journal: (s, { args: [object, key] }) => keep(s, 'journal', [slotOf(s, object!, key!)]),
  undo: (s, { args: [object, key] }) => [
    ...check(s, 'take', 'journal', 1),
    ast.say(ast.assign('=', slotOf(s, object!, key!), pop('journal'))),
  ],
  setshadow: (s, { args: [shadow, key, value], attr }) => {
    const name = isKeyedAtom(s, shadow!) ? s.expr(key!) : keyOf(s, key!);
    if (s.module.detached) return [ast.say(ast.method(ast.name(LOG), 'set', s.expr(shadow!), name, s.expr(value!)))];
    if (attr.includes(UNRECORDED)) return [put(s, shadow!, key!, link(s, value!))];
    return [...keep(s, 'refs', [slotOf(s, shadow!, key!)]), put(s, shadow!, key!, link(s, value!))];
  },
  unsetshadow: (s, { args: [shadow, key] }) => {
    if (s.module.detached) return [ast.say(ast.method(ast.name(LOG), 'unset'))];
    return [...check(s, 'take', 'refs', 1), put(s, shadow!, key!, pop('refs')), ...forget(s, 'refs', 1)];
  },
  adopt,
  addslot,
  takeslot,
};

const array = (store: Store): Node => ast.name(LOCALS[store][0]);
const pointer = (store: Store): Node => ast.name(LOCALS[store][1]);
const pop = (store: Store): Node => ast.at(array(store), ast.update('--', pointer(store), true));
const offset = (store: Store, k: number): Node => ast.at(array(store), k ? ast.binary('+', pointer(store), ast.number(k)) : pointer(store));
const move = (store: Store, by: '+=' | '-=', n: number): Node => ast.say(ast.assign(by, pointer(store), ast.number(n)));

/** Booleans are kept as 0 and 1 among numbers. */
function small(s: Scope, store: Store, atom: Atom): Node {
  const kind = kindOf(s.module.facts, atom);
  if (store === 'refs' || kind.prims !== K.BOOLEAN) return s.expr(atom);
  return isLit(atom) ? ast.number(atom.lit ? 1 : 0) : ast.choose(s.expr(atom), ast.number(1), ast.number(0));
}

function keep(s: Scope, store: Store, values: readonly Node[]): Node[] {
  const first = check(s, 'keep', store, values.length);
  if (values.length === 1) return [...first, ast.say(ast.assign('=', ast.at(array(store), ast.update('++', pointer(store))), values[0]!))];
  return [...first, ...values.map((v, k) => ast.say(ast.assign('=', offset(store, k), v))), move(store, '+=', values.length)];
}

/** `take` as a statement: several values, or one that needs a variable. */
export function take(s: Target, { attr: [name], out }: Instr): Node[] {
  const store = name as Store,
    first = check(s, 'take', store, out.length),
    last = forget(s, store, out.length);
  if (out.length === 1 && s.isRead(out[0]!)) return [...first, s.define(out[0]!, taken(s, store, out[0]!, pop(store))), ...last];
  const reads = out.flatMap((id, k) => (s.isRead(id) ? [s.define(id, taken(s, store, id, offset(store, k)))] : []));
  return [...first, move(store, '-=', out.length), ...reads, ...last];
}

function reserve(s: Scope, store: Store, count: Atom): Node {
  const [local] = LOCALS[store],
    need = (): Node => ast.binary('+', pointer(store), s.expr(count));
  const room = s.module[store === 'journal' ? 'memory' : 'runtime'](
    `grow${local[0]!.toUpperCase()}${local.slice(1)}`,
    array(store),
    need(),
  );
  return ast.when(ast.binary('>', need(), ast.field(array(store), 'length')), [ast.say(ast.assign('=', array(store), room))], []);
}

/** In checked mode every move of a pointer is reported before it is made: where `keep` starts, where `take` ends. */
function check(s: Scope, what: 'keep' | 'take', store: Store, n: number): Node[] {
  if (!s.module.checked) return [];
  const room = store === 'refs' ? ast.name('Infinity') : ast.field(array(store), 'length');
  const where = what === 'keep' ? [pointer(store), room] : [ast.binary('-', pointer(store), ast.number(n))];
  return [ast.say(ast.method(ast.name(CHECK), what, ast.text(store), ast.number(n), ...where))];
}

/** References that were taken are cleared, so that the store holds nobody's objects when it is given back. */
function forget(s: Scope, store: Store, n: number): Node[] {
  if (store !== 'refs' || s.module.detached) return [];
  return Array.from({ length: n }, (_, k) => ast.say(ast.assign('=', offset(store, k), ast.name('undefined'))));
}

/** `object[key] = value`. */
function put(s: Scope, object: Atom, key: Atom, value: Node): Node {
  if (!isKeyedAtom(s, object)) return ast.say(ast.assign('=', slotOf(s, object, key), value));
  if (!isShadow(s, object) && isMembers(s, object)) return ast.say(ast.method(s.expr(object), 'add', s.expr(key)));
  return ast.say(ast.method(s.expr(object), 'set', s.expr(key), value));
}

/** `a[k] = v`, or `a[k] += v` where `v` is `a[k] + v`. */
function update(s: Scope, object: Atom, key: Atom, value: Atom): Node {
  const place = slotOf(s, object, key);
  const inner = isId(value) ? s.plan.inline.get(value) : undefined;
  const operator = inner && COMPOUND[inner.op];
  if (inner && operator) {
    const [x, y] = inner.args as [Atom, Atom];
    if (isSlot(s, x, object, key)) return ast.assign(operator, place, s.expr(y));
    const swaps = (operator === '+=' || operator === '*=') && inner.args.every((a) => isNumber(kindOf(s.module.facts, a)));
    if (swaps && isSlot(s, y, object, key)) return ast.assign(operator, place, s.expr(x));
  }
  return ast.assign('=', place, s.expr(value));
}
// prettier-ignore
export const COMPOUND: Readonly<Record<string, string>> = {
  add: '+=', sub: '-=', mul: '*=', div: '/=', rem: '%=', bitand: '&=', bitor: '|=', bitxor: '^=', shl: '<<=', shr: '>>=', ushr: '>>>=',
};

function isSlot(s: Scope, atom: Atom, object: Atom, key: Atom): boolean {
  const inner = isId(atom) ? s.plan.inline.get(atom) : undefined;
  return inner?.op === 'load' && sameAtom(inner.args[0]!, object) && sameAtom(inner.args[1]!, key);
}
const sameAtom = (a: Atom, b: Atom): boolean => a === b || (isLit(a) && isLit(b) && Object.is(a.lit, b.lit));

/** A segment tells what its stores took, and shadows of what it made anew take over what is known of them. */
function adopt(s: Target, { args, attr }: Instr): Node[] {
  const sizes = s.module.reached(s.unit.name).map((store) => ast.binary('*', ast.number(store === 'path' ? 4 : 8), pointer(store)));
  const told = ast.say(s.module.memory('filled', sizes.length > 0 ? sizes.reduce((a, b) => ast.binary('+', a, b)) : ast.number(0)));
  if (args.length === 0 && attr[0] !== 'moved') return [told];
  const half = args.length / 2,
    list = (atoms: readonly Atom[]): Node => ast.array(atoms.map((a) => s.expr(a)));
  return [told, ast.say(s.module.memory('adopt', list(args.slice(0, half)), list(args.slice(half))))];
}

/** `shadow[key] += g`, guarded where the slot may hold a shadow, nothing, or where there may be no shadow. With `set` it holds 0. */
function addslot(s: Target, { args: [shadow, key, g], attr }: Instr): Node[] {
  if (attr[0] === 'set') return [put(s, shadow!, key!, s.expr(g!))];
  const form = slotForm(s.module.facts, shadow!, key!),
    { holds } = form;
  const place = slotOf(s, shadow!, key!);
  const plus = ast.say(ast.assign('+=', place, s.expr(g!)));
  const added =
    holds === 'number'
      ? plus
      : holds === 'missing'
        ? put(s, shadow!, key!, ast.binary('+', ast.logical('??', place, ast.number(0)), s.expr(g!)))
        : ast.when(
            isNumeral(place),
            [put(s, shadow!, key!, ast.binary('+', place, s.expr(g!)))],
            [ast.when(ast.logical('&&', isSome(s.expr(g!)), isNothing(place)), [put(s, shadow!, key!, s.expr(g!))], [])],
          );
  const tests = present(s, shadow!, form);
  return [tests.length > 0 ? ast.when(all(tests), [added], []) : added];
}

/** Gives the slot's cotangent and leaves 0; with `leave` it is written before anyone reads it again, or as it was. */
function takeslot(s: Target, { args: [shadow, key], out: [g], attr }: Instr): Node[] {
  const form = slotForm(s.module.facts, shadow!, key!),
    { holds } = form;
  const place = slotOf(s, shadow!, key!);
  const clear = put(s, shadow!, key!, ast.number(0));
  const tests = [...present(s, shadow!, form), ...(holds === 'mixed' ? [isNumeral(place)] : [])];
  // a store past the end of a typed array is ignored: there is no slot. The test costs nothing where slots are in range
  const read = holds === 'mixed' ? place : ast.logical('??', place, ast.number(0));
  if (attr[0] === 'leave') return s.isRead(g!) ? [s.define(g!, read)] : [];
  if (tests.length === 0) return [...(s.isRead(g!) ? [s.define(g!, read)] : []), clear];
  const test = all(tests);
  return [...(s.isRead(g!) ? [s.define(g!, ast.choose(test, read, ast.number(0)))] : []), ast.when(test, [clear], [])];
}

/** Tests of the shadow itself: it is one, and has the slot. */
function present(s: Scope, shadow: Atom, { absent, sized }: SlotForm): Node[] {
  const owner = s.expr(shadow);
  const isObject = ast.binary('===', ast.unary('typeof', owner), ast.text('object'));
  return [
    ...(absent === 'null' || absent === 'primitive' ? [owner] : []),
    ...(absent === 'number' || absent === 'primitive' ? [isObject] : []),
    ...(sized
      ? [ast.negate(ast.method(ast.name('Array'), 'isArray', owner)), ast.negate(ast.method(ast.name('ArrayBuffer'), 'isView', owner))]
      : []),
  ];
}

const all = (tests: readonly Node[]): Node => tests.reduce((a, b) => ast.logical('&&', a, b));

/** The slot holds a cotangent; a reference's shadow, null for what has none, and nothing yet are no numbers. */
const isNumeral = (place: Node): Node => ast.binary('===', ast.unary('typeof', place), ast.text('number'));
/** A slot that began as null or as nothing takes a cotangent once there is one: what is not 0 belongs to a number. */
const isSome = (g: Node): Node => ast.binary('!==', g, ast.number(0));
const isNothing = (place: Node): Node => ast.binary('==', place, ast.literal({ lit: null }));
