/* oxlint-disable eqeqeq -- JavaScript's own operators */
/** Runs a lowered program by walking it, on real memory, and holds every value against the kind that lowering gave it. */
import { ERROR, isErrorKey } from '../src/ir/ops.ts';
import { type Atom, type Block, type Id, type Instr, type Program, isId } from '../src/ir/ir.ts';
import { propertyOf } from '../src/ir/symbols.ts';
import { type Form, KEYS, formOf } from '../src/facts/heap.ts';
import * as K from '../src/facts/kinds.ts';
import { kindOf } from '../src/facts/memory.ts';
import type { Lowered } from '../src/syntax/lower/index.ts';
import { ruleNamed } from '../rules/index.ts';

type Value = any;
type Values = Value[];

/** A key; texts may be the names of symbols. */
const named = (key: Value): Value => (typeof key === 'string' ? propertyOf(key) : key);

const BINARY: Record<string, (x: Value, y: Value) => Value> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  rem: (x, y) => x % y,
  pow: (x, y) => x ** y,
  bitand: (x, y) => x & y,
  bitor: (x, y) => x | y,
  bitxor: (x, y) => x ^ y,
  shl: (x, y) => x << y,
  shr: (x, y) => x >> y,
  ushr: (x, y) => x >>> y,
  lt: (x, y) => x < y,
  le: (x, y) => x <= y,
  gt: (x, y) => x > y,
  ge: (x, y) => x >= y,
  eq: (x, y) => x == y,
  ne: (x, y) => x != y,
  seq: (x, y) => x === y,
  sne: (x, y) => x !== y,
  instanceof: (x, y) => x instanceof y,
  neg: (x) => -x,
  plus: (x) => +x,
  bitnot: (x) => ~x,
  not: (x) => !x,
  typeof: (x) => typeof x,
  nullish: (x) => x == null,
  string: (x) => `${x}`,
  pop: (x) => Array.prototype.pop.call(x),
};

const constructor = (name: string): Value => (globalThis as Value)[name];

/** The result of the program on these arguments; the arguments are changed as the program changes them. */
export function interpret({ program, inputs, facts }: Pick<Lowered, 'program' | 'inputs' | 'facts'>, args: readonly unknown[]): unknown {
  const values = inputs.map((input) => (input.is === 'argument' ? args[input.index] : input.capture.read()));
  return callFunction(program, facts, program.fns[0]!.body, values, (id, value) => check(facts, id, value))[0];
}

type Check = (id: Id, value: unknown) => void;

/** A Map or Set is asked by its methods; the keys of a Map are the Map itself, seen as a Set. */
function loaded(object: Value, key: Value, members: boolean): Value {
  if (!isKeyed(object)) return object[named(key)];
  if (key === KEYS) return object;
  return members ? key : (object as Map<unknown, Value>).get(key);
}

function stored(object: Value, key: Value, value: Value, members: boolean): void {
  if (object instanceof Set || object instanceof WeakSet) object.add(key as never);
  else if (!isKeyed(object)) object[named(key)] = value;
  else if (!members) object.set(key, value);
}

const isKeyed = (object: unknown): object is Map<unknown, unknown> =>
  object instanceof Map || object instanceof Set || object instanceof WeakMap || object instanceof WeakSet;

function callFunction(program: Program, facts: Lowered['facts'], body: Block, args: Values, held: Check): Values {
  const env: Values = [];
  const get = (atom: Atom): Value => (isId(atom) ? env[atom] : atom.lit);
  const set = (ids: readonly Id[], values: Values): void =>
    ids.forEach((id, k) => {
      env[id] = values[k];
      held(id, values[k]);
    });
  const run = (block: Block, given: Values): Values => {
    set(block.params, given);
    for (const instr of block.body) set(instr.out, step(instr));
    return block.yields.map(get);
  };
  const step = ({ op, args: operands, attr, blocks }: Instr): Values => {
    const [x, y, z] = operands.map(get),
      all = operands.map(get);
    const { cls } = kindOf(facts, operands[0] ?? { lit: undefined });
    const members = cls !== K.NO_CLASS && ['set', 'keys'].some((form) => facts.heap.get(cls).forms.has(form as Form));
    switch (op) {
      case 'load':
        return [loaded(x, y, members)];
      case 'length':
        return [isKeyed(x) ? x.size : x.length];
      case 'has':
        return [isKeyed(y) ? y.has(x) : named(x) in y];
      case 'delete':
        if (isKeyed(x)) x.delete(y);
        else delete x[named(y)];
        return [];
      case 'as':
        return [x];
      case 'select':
        return [x ? y : z];
      case 'apply':
        return [ruleNamed(attr[0]!)!.fn(...all)];
      case 'array': {
        const made = [...all];
        for (const hole of attr) delete made[Number(hole)];
        return [made];
      }
      case 'object':
        return [made(attr, all)];
      case 'fresh':
        return [/(Map|Set)$/.test(attr[0]!) ? new (constructor(attr[0]!))() : new (constructor(attr[0]!))(x)];
      case 'copy':
        return [attr[0] === 'Array' ? (Array.isArray(x) ? x.slice() : [...x]) : new (constructor(attr[0]!))(x)];
      case 'view':
        return [x.subarray(y, z)];
      case 'viewbuffer':
        return [new (constructor(attr[0]!))(x.buffer)];
      case 'keys': {
        const keys = [];
        for (const key in x) keys.push(key);
        return [keys];
      }
      case 'store':
        stored(x, y, z, members);
        return [];
      case 'push':
        Array.prototype.push.call(x, y);
        return [];
      case 'setlength':
        if (isKeyed(x)) x.clear();
        else x.length = y;
        return [];
      case 'native':
        return [x.call(y, ...all.slice(2))];
      case 'construct':
        return [new x(...all.slice(1))];
      case 'throw':
        throw x;
      case 'if':
        return run(blocks[x ? 0 : 1]!, []);
      case 'loop': {
        let [go, ...carried] = all;
        while (go) [go, ...carried] = run(blocks[0]!, carried);
        return carried;
      }
      case 'for': {
        let carried = all.slice(3);
        for (let i = x; z > 0 ? i < y : i > y; i += z) carried = run(blocks[0]!, [i, ...carried]);
        return carried;
      }
      case 'guard':
        return run(blocks[0]!, []);
      case 'attempt':
        try {
          return run(blocks[0]!, []);
        } catch (error) {
          return run(blocks[1]!, [error]);
        }
      case 'call':
        return callFunction(program, facts, program.fns.find((f) => f.name === attr[0])!.body, all, held);
      default:
        return [BINARY[op]!(x, y)];
    }
  };
  return run(body, args);
}

/** A record, and its prototype where one is given. */
function made(keys: readonly string[], values: readonly unknown[]): object {
  const record = Object.fromEntries(keys.map((key, k) => [named(key), values[k]]));
  if (keys[0] !== '%proto') return record;
  delete record['%proto'];
  const error = keys.find(isErrorKey)?.slice(ERROR.length) as 'Error' | undefined;
  if (error) return Object.setPrototypeOf(new globalThis[error](values[1] as string), values[0] as object) as object;
  return Object.create(values[0] as object | null, Object.getOwnPropertyDescriptors(record)) as object;
}

const BITS: Record<string, number> = { number: K.NUMBER, boolean: K.BOOLEAN, string: K.STRING, bigint: K.BIGINT, symbol: K.SYMBOL };

/** Every value is what its kind says; only undefined may come from a load beside its kind. */
function check(facts: Lowered['facts'], id: Id, value: unknown): void {
  const kind = facts.kinds.get(id);
  const wrong = (): never => {
    throw new Error(`%${id} (${facts.names.get(id) ?? ''}) is ${String(value)}, its kind is ${JSON.stringify(kind)}`);
  };
  if (!kind) return wrong();
  if (value === undefined) return;
  if (value === null) return (kind.prims & K.NULL) === 0 ? wrong() : undefined;
  if (typeof value === 'object' || typeof value === 'function') {
    if (kind.cls === K.NO_CLASS) return wrong();
    const forms = new Set(K.classesIn(kind).flatMap((cls) => [...facts.heap.get(cls).forms]));
    return forms.has(formOf(value)) ||
      (forms.has('object') && value instanceof Error) ||
      (forms.has('keys') && isKeyed(value)) ||
      (forms.has('map') && value instanceof WeakMap) ||
      (forms.has('set') && value instanceof WeakSet) ||
      forms.has('opaque') ||
      (forms.has('function') && '$code' in value)
      ? undefined
      : wrong();
  }
  if ((kind.prims & BITS[typeof value]!) === 0) return wrong();
  if (typeof value === 'number' && kind.int && !Number.isInteger(value) && !Number.isNaN(value)) wrong();
}
