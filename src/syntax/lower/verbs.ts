/** The library's own functions, as lowering is told of them. */

/** One of them; `of`: it was made by `grad` or `valueAndGrad`, of this function. */
export interface Verb {
  readonly name: string;
  readonly of: { readonly f: Function; readonly wrt: readonly number[]; readonly single: boolean; readonly alone?: boolean } | null;
}

/** Undefined for every other function. */
export type Verbs = (fn: Function) => Verb | undefined;
