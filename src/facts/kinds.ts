/**
 * What a value can be: a set of primitive kinds and, if it can be a reference, the memory class it points into.
 * Kinds come from the arguments of the call and the live captures.
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
  /** If it is a number, it is an integer (tested at entry or by construction). */
  readonly int: boolean;
}

export const BOTTOM: Kind = { prims: 0, cls: NO_CLASS, int: true };
export const prim = (prims: number, int = false): Kind => ({ prims, cls: NO_CLASS, int });
export const ref = (cls: ClassId): Kind => ({ prims: 0, cls, int: true });
export const NUM: Kind = prim(NUMBER);
export const INT: Kind = prim(NUMBER, true);
export const BOOL: Kind = prim(BOOLEAN, true);
export const TEXT: Kind = prim(STRING, true);
export const NOTHING: Kind = prim(UNDEFINED, true);

export const isRef = (kind: Kind): boolean => kind.cls !== NO_CLASS;
export const mayBeNumber = (kind: Kind): boolean => (kind.prims & NUMBER) !== 0;
export const isNumber = (kind: Kind): boolean => kind.prims === NUMBER && kind.cls === NO_CLASS;
export const isInt = (kind: Kind): boolean => isNumber(kind) && kind.int;
