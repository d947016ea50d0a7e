/**
 * What a value can be: a set of primitive kinds and, if it can be a reference, the memory class it points into.
 * Kinds come from the arguments of the call and the live captures.
 *
 * Functions are never in one class with other memory: a name may mean a method of some objects and data of others, and
 * would make one class of all. A value that can be a function as well as other memory has a class for either. Whoever
 * looks into such a value asks for one part of it first (see parts.ts in the room of syntax).
 */

/** Bits of the primitive kinds. */
export const NUMBER = 1;
export const BOOLEAN = 2;
export const STRING = 4;
export const UNDEFINED = 8;
export const NULL = 16;
export const BIGINT = 32;
export const SYMBOL = 64;
export const PRIMITIVES = 127;

/** A memory class: everything that may be the same object is in one class (see heap.ts). */
export type ClassId = number;
export const NO_CLASS: ClassId = -1;

export interface Kind {
  readonly prims: number;
  /** NO_CLASS where it cannot be a reference. */
  readonly cls: ClassId;
  /** The class of the functions that it may be beside what is in `cls`, which then has none; NO_CLASS otherwise. */
  readonly fn: ClassId;
  /** If it is a number, it is an integer (tested at entry or by construction). */
  readonly int: boolean;
  /** The one text or truth value that it is, where it is never anything else: words of the program, such as options by name. */
  readonly word: string | boolean | null;
}

export const BOTTOM: Kind = { prims: 0, cls: NO_CLASS, fn: NO_CLASS, int: true, word: null };
export const prim = (prims: number, int = false): Kind => ({ ...BOTTOM, prims, int });
export const ref = (cls: ClassId): Kind => ({ ...BOTTOM, cls });
export const word = (value: string | boolean): Kind => ({ ...prim(typeof value === 'string' ? STRING : BOOLEAN, true), word: value });
export const NUM: Kind = prim(NUMBER);
export const INT: Kind = prim(NUMBER, true);
export const BOOL: Kind = prim(BOOLEAN, true);
export const TEXT: Kind = prim(STRING, true);
export const NOTHING: Kind = prim(UNDEFINED, true);

export const isRef = (kind: Kind): boolean => kind.cls !== NO_CLASS;
/** Nothing is known of it yet. */
export const isBottom = (kind: Kind): boolean => kind.prims === 0 && !isRef(kind);
/** It may be a function as well as other memory. */
export const isMixed = (kind: Kind): boolean => kind.fn !== NO_CLASS;
/** The classes that it may point into. */
export const classesIn = ({ cls, fn }: Kind): ClassId[] => (cls === NO_CLASS ? [] : fn === NO_CLASS ? [cls] : [cls, fn]);
/** What it is if it is a function, and if it is none. */
export const functionsOf = ({ fn }: Kind): Kind => ref(fn);
export const othersOf = (kind: Kind): Kind => ({ ...kind, fn: NO_CLASS });
export const mayBeNumber = (kind: Kind): boolean => (kind.prims & NUMBER) !== 0;
export const isNumber = (kind: Kind): boolean => kind.prims === NUMBER && kind.cls === NO_CLASS;
export const isInt = (kind: Kind): boolean => isNumber(kind) && kind.int;
