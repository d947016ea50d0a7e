/**
 * Tangents in memory: every object that may hold some has a shadow beside it, an object of the same structure, and whatever is
 * done to the one is done to the other. The shadow of a Set is a Map from its members.
 */
import { MEMBERS, SLOTS } from '../../src/facts/duals.ts';
import { KEYS } from '../../src/facts/heap.ts';
import { block, instr as make } from '../../src/ir/build.ts';
import { type Atom, type Id, type Instr, isLit, lit } from '../../src/ir/ir.ts';
import { type OpName, isErrorKey } from '../../src/ir/ops.ts';
import type { Tangents } from '../../src/ir/tangents.ts';

type Beside = (at: Tangents, instr: Instr) => Atom | null;

/** What goes with the result of reading memory and of making new memory. */
const RESULTS: Partial<Record<OpName, Beside>> = {
  load(at, { args, out }) {
    const [object, key] = args as [Atom, Atom];
    if (isLit(key) && key.lit === KEYS) return whole(at, object, (shadow) => at.part(object, shadow, true));
    if (isLit(key) && key.lit === 'length') return lengthField(at, object, out[0]!);
    return ofShadow(at, object, (shadow) => loaded(at, object, shadow, key, out[0]!), out[0]);
  },
  select: (at, { args: [test, x, y], out }) => at.emit('select', [test!, at.dot(x!), at.dot(y!)], [], out[0]),
  as: (at, { args: [x], attr, out }) => at.emit('as', [at.dot(x!)], attr, out[0]),
  view: (at, { args: [object, from, to], out }) =>
    ofShadow(at, object!, (shadow) => at.emit('view', [shadow, from!, to!], [], out[0]), out[0]),
  viewbuffer: (at, { args: [object], out }) =>
    ofShadow(at, object!, (shadow) => at.emit('viewbuffer', [shadow], ['Float64Array'], out[0]), out[0]),
  array: (at, { args, attr, out }) => at.emit('array', args.map((a) => at.dot(a)), attr, out[0]), // oxfmt-ignore
  object(at, { args, attr, out }) {
    // the shadow of an error is a plain object
    const kept = attr.flatMap((key, i) => (isErrorKey(key) ? [] : [i]));
    return at.emit('object', kept.map((i) => at.dot(args[i]!)), kept.map((i) => attr[i]!), out[0]); // oxfmt-ignore
  },
  fresh(at, { args, attr: [name], out: [made] }) {
    const constructor = shadowConstructor(name!);
    if (!at.paired(made!)) return at.emit('fresh', args, [constructor], made);
    const [slots, members] = at.pair(made!);
    for (const part of [slots, members]) at.push(make('fresh', [part], args, { attr: [part === slots ? constructor : 'Map'] }));
    return at.emit('object', [slots, members], [SLOTS, MEMBERS], made);
  },
  copy(at, { args, attr: [name, ...more], out }) {
    const source = args[0]!,
      constructor = shadowConstructor(name!);
    if (at.carries(source)) return at.emit('copy', [at.dot(source)], [constructor, ...more], out[0]);
    return zeros(at, out[0]!, constructor);
  },
  pop: (at, { args: [object], out }) => ofShadow(at, object!, (shadow) => at.emit('pop', [shadow], [], out[0]), out[0]),
};

function loaded(at: Tangents, object: Atom, shadow: Atom, key: Atom, out: Id): Atom {
  const found = at.emit('load', [shadow, key], [], out);
  if (!at.isNumber(out) || !at.mayInherit(object)) return found;
  return at.emit('select', [at.emit('nullish', [found]), lit(0), found], [], out);
}

const SHADOWS: Readonly<Record<string, string>> = { Float32Array: 'Float64Array', Set: 'Map', WeakSet: 'WeakMap' };
const shadowConstructor = (name: string): string => SHADOWS[name] ?? name;

/** A shadow of as many slots, all 0. */
function zeros(at: Tangents, like: number, constructor: string): Atom {
  const n = at.fresh();
  at.push(make('length', [n], [like]));
  const made = at.emit('fresh', [n], [constructor], like);
  if (constructor !== 'Array') return made;
  const i = at.fresh();
  at.push(make('for', [], [lit(0), n, lit(1)], { blocks: [block([i], [make('store', [], [made, i, lit(0)])])] }));
  return made;
}

/** A field called `length`; arrays in its class have a length of their own, which is no tangent. */
function lengthField(at: Tangents, object: Atom, out: number): Atom | null {
  return ofShadow(
    at,
    object,
    (shadow) => {
      const isSized = ['Array.isArray', 'ArrayBuffer.isView'].map((test) => at.emit('apply', [shadow], [test]));
      const found = at.emit('load', [shadow, lit('length')], [], out);
      return isSized.reduce<Atom>((rest, sized) => at.emit('select', [sized, lit(0), rest], [], out), found);
    },
    out,
  );
}

/** Of a Map the shadows of its values. */
const ofShadow = (at: Tangents, object: Atom, body: (shadow: Atom) => Atom, like?: number): Atom | null =>
  whole(at, object, (shadow) => body(at.part(object, shadow, false)), like);

function whole(at: Tangents, object: Atom, body: (shadow: Atom) => Atom, like?: number): Atom | null {
  if (!at.carries(object)) return null;
  const shadow = at.dot(object);
  if (isLit(shadow)) return null;
  return at.mayLackShadow(object) ? at.where(shadow, () => body(shadow), like) : body(shadow);
}

/** What goes with the result; undefined for an operation that has nothing to do with memory. */
export const besideResult = (at: Tangents, instr: Instr): Atom | null | undefined => RESULTS[instr.op]?.(at, instr);

/** An array of a class of the user's: its shadow hangs on the shadow of its prototype. */
export function inheritBeside(at: Tangents, { args, attr }: Instr): void {
  if (attr[0] !== 'setPrototypeOf' || attr[1] !== 'inert' || !at.carries(args[2]!) || !at.carries(args[3]!)) return;
  at.emit('native', [args[0]!, args[1]!, at.dot(args[2]!), at.dot(args[3]!)], attr);
}

const WRITES: Partial<Record<OpName, (at: Tangents, instr: Instr, shadow: Atom) => Instr>> = {
  store: (at, { args, site }, shadow) => make('store', [], [shadow, args[1]!, at.dot(args[2]!)], { site }),
  push: (at, { args, site }, shadow) => make('push', [], [shadow, at.dot(args[1]!)], { site }),
  setlength: (_, { args, site }, shadow) => make('setlength', [], [shadow, args[1]!], { site }),
  delete: (_, { args, site }, shadow) => make('delete', [], [shadow, args[1]!], { site }),
};

/** Does to the shadow what the operation does to its object. */
export function writeBeside(at: Tangents, instr: Instr): void {
  const write = WRITES[instr.op],
    object = instr.args[0]!;
  if (!write) return;
  ofShadow(at, object, (shadow) => {
    at.push(write(at, instr, shadow));
    return lit(undefined);
  });
}
