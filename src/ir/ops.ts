/**
 * Every operation: its effect and its operands by name. Tables over operations (kind, adjoint, emission, …) are mapped
 * types over `OpName`, so that the type checker names each table that lacks a row.
 *
 * Operand names: a trailing `*` takes the rest. Effects:
 * `pure` a function of its operands · `read` depends on memory · `alloc` makes new memory · `write` changes memory ·
 * `effect` may do anything and happens once · `control` has blocks · `tape` moves values between sweeps.
 */
export type Effect = 'pure' | 'read' | 'alloc' | 'write' | 'effect' | 'control' | 'tape';

const op = <const E extends Effect>(effect: E, operands = '') => ({ effect, operands: operands.split(' ').filter(Boolean) });

export const OPS = {
  // arithmetic: JavaScript's own operators (add concatenates strings, as `+` does)
  add: op('pure', 'x y'), sub: op('pure', 'x y'), mul: op('pure', 'x y'), div: op('pure', 'x y'),
  rem: op('pure', 'x y'), pow: op('pure', 'x y'), neg: op('pure', 'x'), plus: op('pure', 'x'),
  bitand: op('pure', 'x y'), bitor: op('pure', 'x y'), bitxor: op('pure', 'x y'), bitnot: op('pure', 'x'),
  shl: op('pure', 'x y'), shr: op('pure', 'x y'), ushr: op('pure', 'x y'),
  lt: op('pure', 'x y'), le: op('pure', 'x y'), gt: op('pure', 'x y'), ge: op('pure', 'x y'),
  eq: op('pure', 'x y'), ne: op('pure', 'x y'), seq: op('pure', 'x y'), sne: op('pure', 'x y'),
  not: op('pure', 'x'), typeof: op('pure', 'x'), nullish: op('pure', 'x'), string: op('pure', 'x'),
  /** `test ? x : y`, both already evaluated. */
  select: op('pure', 'test x y'),
  /** A function with a scalar rule; attr: the rule's name, `Math.sin`. */
  apply: op('pure', 'args*'),
  /** `g * partial`, but 0 where g is exactly 0. */
  strong: op('pure', 'g partial'),
  /** The same number, without a derivative. */
  stop: op('pure', 'x'),

  // memory. A key is a number (element) or a string (field); a literal string is a field by name
  load: op('read', 'object key'), length: op('read', 'object'), has: op('read', 'key object'),
  /** Keys of `for (k in object)`, as an array. */
  keys: op('read', 'object'),
  instanceof: op('read', 'x constructor'),
  /** The same reference, where it is known to be a function or to be none; attr: `function`, or `memory`. */
  as: op('pure', 'x'),
  /** `[...elements]`; attr: positions (decimal) that are holes, whose operand is then undefined. */
  array: op('alloc', 'elements*'),
  /** `{ key: value, … }`; attr: the keys. Boxes are objects with the key `value`, closures with `$code`, `$0`, `$1`, …. A first key `%proto` gives the prototype. */
  object: op('alloc', 'values*'),
  /** `new C(n)`, all slots fresh; attr: the constructor, `Float64Array` or `Array`. */
  fresh: op('alloc', 'length'),
  /** A copy of all slots into a new C; attr: the constructor. */
  copy: op('alloc', 'source'),
  /** For each of the roots memory of its structure, all numbers 0; what the roots share is shared. */
  zeros: op('alloc', 'roots*'),
  /** `object.subarray(from, to)`: shares memory. */
  view: op('alloc', 'object from to'),
  /** `new C(object.buffer)`: shares memory; attr: the constructor. */
  viewbuffer: op('alloc', 'object'),
  store: op('write', 'object key value'), push: op('write', 'object value'), pop: op('write', 'object'),
  setlength: op('write', 'object length'), delete: op('write', 'object key'),

  // the world
  /** Calls a function that is not transformed (`receiver` undefined: a plain call); attr: the callee as written. */
  native: op('effect', 'callee receiver args*'),
  /** Like native with `new`. */
  construct: op('effect', 'callee args*'),
  throw: op('effect', 'value'),
  /**
   * Where the cotangent of a value is handed to a function of the user's. The result is the same number; for memory there is none.
   * attr: a function of the program that is called instead, with the first operand, the cotangent, and the other operands. Neither
   * sweeps nor tangent programs have any left.
   */
  hook: op('effect', 'x hook operands*'),
  /** In the reverse sweep: what the function makes of a cotangent; of memory, the object and its shadow, which is changed in place. */
  hooked: op('effect', 'hook cotangent shadow*'),
  /** Debug mode looks at a number; attr: the place, and what the number is. */
  watch: op('effect', 'value'),

  // control
  /** Blocks: then, else. Each yields the results. */
  if: op('control', 'test'),
  /** `for (i = from; step > 0 ? i < to : i > to; i += step)`; block params: i, then carried values; yields the next carried. attr: how many turns the text takes at a stride. */
  for: op('control', 'from to step carried*'),
  /** `while (go)`; block params: carried values; yields go, then the next carried. Results: the carried values. */
  loop: op('control', 'go carried*'),
  /** Runs its block in place of a `try` body: an unexpected throw from inside becomes the fault E_CATCH. */
  guard: op('control'),
  /**
   * Runs its first block; if that throws, its second, whose parameter is what was thrown. Each yields the results, the first of
   * which says whether something was thrown. Only the last instruction of the first block changes anything: it ran, or nothing did.
   */
  attempt: op('control'),
  /** Calls a function of this program; attr: its name. */
  call: op('control', 'args*'),
  /**
   * The gradient of a function of this program, taken inside of it; attr: the function's name, then the positions of the operands
   * that it is taken in. Results: the value, then for each of those the cotangent, or new memory that holds it. With `forward`
   * before the positions the tangent instead: the operands end with the tangents of those numbers, the results are the value and
   * its tangent. With `again` the function runs more often than a reader of the source would think: it has to be one of which nobody
   * notices. With `tried` the value is followed by whether the function threw, and what. It is replaced by what it does before any pass sees it (see dispatch/nested.ts).
   */
  derive: op('control', 'args*'),
  /** A function value that runs its block (the detached reverse sweep); block params: its parameters. May be called again. */
  back: op('control'),
  /**
   * Runs a checkpointed loop; attr: the function that advances it, and when both sweeps stand the one that takes a segment of it
   * back, and its plan. Operands as of a call of the first. Results: its trace last.
   */
  record: op('control', 'args*'),
  /** Takes that loop back: from cotangents of its results to those of its arguments. */
  retrace: op('control', 'trace bars*'),
  /** Runs its block (a reverse sweep that restores memory), then gives the objects back their contents of before, also when it throws; attr: what that is, where it is more than numbers. */
  settle: op('control', 'objects*'),

  // what the adjoint adds
  /** Pushes values; attr: the store, `tape` (numbers), `path` (small integers, booleans) or `refs`. */
  keep: op('tape', 'values*'),
  /** Pops values in the order of `keep`; attr: the store. */
  take: op('tape'),
  /** Makes room; attr: the stores, one operand each. */
  reserve: op('tape', 'counts*'),
  /** Pushes the number in a slot that is about to be overwritten. */
  journal: op('tape', 'object key'),
  /** Pops it back into the slot. */
  undo: op('tape', 'object key'),
  /** Shadow of a fresh object, all cotangents 0; attr: the form. Operands: the primal, then shadows of its references. */
  shadow: op('alloc', 'primal references*'),
  /** Stores a reference's shadow in a slot of a shadow, the old one pushed to `refs`; attr `after`: it follows its write; `unrecorded`: the old one is let go. */
  setshadow: op('tape', 'shadow key value'),
  /** Puts the old one back. */
  unsetshadow: op('tape', 'shadow key'),
  /** Between the sweeps of a segment: adds what is in the shadows of the second half to those of the first half. */
  adopt: op('tape', 'shadows*'),
  /** `shadow[key] += g`; attr `set`: the slot counts as 0. */
  addslot: op('tape', 'shadow key g'),
  /** Gives the number in the slot and leaves 0; attr `leave`: leaves it as it was. */
  takeslot: op('tape', 'shadow key'),
} as const;

/** The key of `object` under which its prototype stands. */
export const PROTO = '%proto';

/** A key of `object` that says that it is an error: `%new RangeError`, with the message as its value. */
export const ERROR = '%new ';
export const isErrorKey = (key: string): boolean => key.startsWith(ERROR);

export type OpName = keyof typeof OPS;
export const effectOf = (name: OpName): Effect => OPS[name].effect;
