/**
 * Tangents in memory: every object that may hold some has a shadow beside it, an object of the same structure, and whatever is
 * done to the one is done to the other. The shadow of a Set is a Map from its members.
 */
import { fault } from '../../src/fault/messages.ts';
import { KEYS } from '../../src/facts/heap.ts';
import { block, instr as make } from '../../src/ir/build.ts';
import { type Atom, type Instr, isLit, lit } from '../../src/ir/ir.ts';
import type { OpName } from '../../src/ir/ops.ts';
import type { Tangents } from '../../src/ir/tangents.ts';

type Beside = (at: Tangents, instr: Instr) => Atom | null;

/** What goes with the result of reading memory and of making new memory. */
const RESULTS: Partial<Record<OpName, Beside>> = {
  load(at, { args, out, site }) {
    const [object, key] = args as [Atom, Atom];
    if (isLit(key) && (key.lit === KEYS || key.lit === 'length'))
      throw fault('E_UNSUPPORTED', site, {
        construct: key.lit === KEYS ? 'A key of a Map with a derivative, in forward mode' : 'A `length` with a derivative, in forward mode',
      });
    return ofShadow(at, object, (shadow) => at.emit('load', [shadow, key], [], out[0]), out[0]);
  },
  select: (at, { args: [test, x, y], out }) => at.emit('select', [test!, at.dot(x!), at.dot(y!)], [], out[0]),
  view: (at, { args: [object, from, to], out }) =>
    ofShadow(at, object!, (shadow) => at.emit('view', [shadow, from!, to!], [], out[0]), out[0]),
  viewbuffer: (at, { args: [object], out }) =>
    ofShadow(at, object!, (shadow) => at.emit('viewbuffer', [shadow], ['Float64Array'], out[0]), out[0]),
  array: (at, { args, attr, out }) => at.emit('array', args.map((a) => at.dot(a)), attr, out[0]), // oxfmt-ignore
  object: (at, { args, attr, out }) => at.emit('object', args.map((a) => at.dot(a)), attr, out[0]), // oxfmt-ignore
  fresh: (at, { args, attr, out }) => at.emit('fresh', args, [shadowConstructor(attr[0]!)], out[0]),
  copy(at, { args, attr: [name, ...more], out }) {
    const source = args[0]!,
      constructor = shadowConstructor(name!);
    if (at.carries(source)) return at.emit('copy', [at.dot(source)], [constructor, ...more], out[0]);
    return zeros(at, out[0]!, constructor);
  },
  pop: (at, { args: [object], out }) => ofShadow(at, object!, (shadow) => at.emit('pop', [shadow], [], out[0]), out[0]),
};

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

function ofShadow(at: Tangents, object: Atom, body: (shadow: Atom) => Atom, like?: number): Atom | null {
  if (!at.carries(object)) return null;
  const shadow = at.dot(object);
  if (isLit(shadow)) return null;
  return at.mayLackShadow(object) ? at.where(shadow, () => body(shadow), like) : body(shadow);
}

/** What goes with the result; undefined for an operation that has nothing to do with memory. */
export const besideResult = (at: Tangents, instr: Instr): Atom | null | undefined => RESULTS[instr.op]?.(at, instr);

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
