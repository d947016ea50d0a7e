/** Which instructions may throw by themselves, as far as kinds and what ran before can tell. */
import { ELEMENT, type MemoryClass } from '../../facts/heap.ts';
import * as K from '../../facts/kinds.ts';
import { isRef } from '../../facts/kinds.ts';
import { harmless, plain, total } from '../../facts/risks.ts';
import { type Atom, type Id, type Instr, isLit, lit } from '../../ir/ir.ts';
import { effectOf } from '../../ir/ops.ts';
import { isNative, isOfLanguage } from '../language.ts';
import { choose } from './branch.ts';
import { classOf, isSequence, isTypedClass } from './classes.ts';
import { isTried } from './split.ts';
import type { Lowering } from './state.ts';

/** Values that surely are objects at the place that lowering has reached, because something was read from or written to them. */
export class Sure {
  readonly #known = new Set<Id>();
  readonly #log: Id[] = [];

  has(id: Id): boolean {
    return this.#known.has(id);
  }

  add(atom: Atom): void {
    if (isLit(atom) || this.#known.has(atom)) return;
    this.#known.add(atom);
    this.#log.push(atom);
  }

  /** The place to come back to. */
  mark(): number {
    return this.#log.length;
  }

  undo(mark: number): void {
    while (this.#log.length > mark) this.#known.delete(this.#log.pop()!);
  }
}

export function mayThrow(l: Lowering, made: Instr): boolean {
  const { op, args } = made;
  switch (op) {
    case 'load':
      return !isThere(l, args[0]!) || !plain(l.facts, args[1]!) || isOpaque(l, args[0]!);
    case 'length':
      return !isThere(l, args[0]!);
    case 'has':
      return !isObject(l, args[1]!) || !plain(l.facts, args[0]!) || isOpaque(l, args[1]!);
    case 'instanceof':
      return isLit(args[1]!) || typeof l.knowns.get(args[1]!) !== 'function';
    case 'fresh':
      return !isSize(l, args[0]!);
    case 'copy':
      return !isThere(l, args[0]!) || !copies(l, args[0]!, made.attr[0]!);
    case 'view':
      return !isThere(l, args[0]!) || !args.slice(1).every((a) => harmless(l.facts, a));
    case 'viewbuffer':
      return !isThere(l, args[0]!);
    case 'store':
      return (
        mayRefuse(l, args[0]!) || !plain(l.facts, args[1]!) || (isTypedClass(classOf(l, args[0]!)) && !isElement(l, args[0]!, args[2]!))
      );
    case 'push':
    case 'pop':
      return !isObject(l, args[0]!) || mayBeFrozen(classOf(l, args[0]!));
    case 'delete':
      return mayRefuse(l, args[0]!);
    case 'setlength':
      return mayRefuse(l, args[0]!) || !isSize(l, args[1]!);
    case 'native':
      if (isAncestry(made)) return !isThere(l, args[1]!) || isOpaque(l, args[2]!);
      return isLit(args[0]!) || !(QUIET.has(l.knowns.get(args[0]!)!) || (made.attr[1] === 'inert' && OURS.has(made.attr[0]!)));
    case 'construct':
      return !(/Error$/.test(made.attr[0] ?? '') && args.slice(1).every((a) => harmless(l.facts, a)));
    default:
      return effectOf(op) === 'pure' && !total(l.facts, made);
  }
}

/** What it throws is an error of the engine's: no code of the user's or of the platform's runs in it. */
export function isEngine(l: Lowering, { op, args, attr }: Instr): boolean {
  if (isAncestry({ op, attr })) return !isOpaque(l, args[2]!);
  if (op === 'native' || op === 'construct') {
    const [callee, ...given] = args;
    const known = isLit(callee!) ? undefined : l.knowns.get(callee!);
    return typeof known === 'function' && isNative(known) && isOfLanguage(known) && given.every((a) => plain(l.facts, a));
  }
  return effectOf(op) === 'pure' ? args.every((a) => plain(l.facts, a)) : !args.some((a) => isOpaque(l, a));
}

/** Neither undefined nor null. */
function isThere(l: Lowering, atom: Atom): boolean {
  if (isLit(atom)) return atom.lit !== undefined && atom.lit !== null;
  return l.sure.has(atom) || (l.isSolid(atom) && !l.isBottom(atom) && (l.kind(atom).prims & (K.UNDEFINED | K.NULL)) === 0);
}

const isObject = (l: Lowering, atom: Atom): boolean =>
  isThere(l, atom) && isRef(l.kind(atom)) && (l.kind(atom).prims & ~(K.UNDEFINED | K.NULL)) === 0;

const isOpaque = (l: Lowering, atom: Atom): boolean => classOf(l, atom)?.forms.has('opaque') ?? false;

/** It may be frozen. */
const mayBeFrozen = (c: MemoryClass | null): boolean => c === null || c.fixed || c.forms.has('opaque');

/**
 * A write to it may throw. Sloppy code ignores writes to primitives and to what is frozen, which emitted code does not: there
 * such a throw is not foreseen.
 */
function mayRefuse(l: Lowering, object: Atom): boolean {
  if (!isStrict(l)) return !isThere(l, object);
  const c = classOf(l, object);
  return !isObject(l, object) || (!isTypedClass(c) && mayBeFrozen(c));
}

const isStrict = (l: Lowering): boolean => l.activation.unit.source.strict === true;

/** A write, apart for what is undefined or null where that alone throws. */
export function writing(l: Lowering, object: Atom, write: () => void): void {
  if (!isTried(l) || isStrict(l) || isThere(l, object)) return write();
  choose(
    l,
    l.pure('nullish', object),
    () => {
      write();
      return lit(undefined);
    },
    () => {
      l.sure.add(object);
      write();
      return lit(undefined);
    },
  );
}

/** The value can become an element of the typed array. */
const isElement = (l: Lowering, array: Atom, value: Atom): boolean =>
  harmless(l.facts, value) && ![...classOf(l, array)!.constructors].some((name) => name.startsWith('Big'));

/** Every element of the sequence can be an element of a new one of that constructor. */
function copies(l: Lowering, source: Atom, constructor: string): boolean {
  const c = classOf(l, source);
  if (!isSequence(c)) return false;
  const element = l.heap.slot(l.kind(source).cls, ELEMENT);
  return constructor === 'Array' || (!isRef(element) && (element.prims & (K.BIGINT | K.SYMBOL)) === 0);
}

/** A length that arrays of every kind can have. */
const isSize = (l: Lowering, atom: Atom): boolean =>
  isLit(atom) ? typeof atom.lit === 'number' && Number.isInteger(atom.lit) && atom.lit >= 0 && atom.lit < 2 ** 24 : l.lengths.has(atom);

/** `instanceof` of a class of derived code. */
const isAncestry = ({ op, attr }: Pick<Instr, 'op' | 'attr'>): boolean =>
  op === 'native' && attr[0] === 'isPrototypeOf' && attr[1] === 'inert';

/** Questions of our own, and refusals, which are nobody's to catch. */
const OURS = new Set(['refuse', 'written', 'deleted']);
const QUIET: ReadonlySet<object> = new Set<object>([Math.random, Date.now, performance.now]);
