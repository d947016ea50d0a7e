/** What a statement of a generated program may speak of. */
export interface List {
  readonly text: string;
  readonly length: number;
  /** A typed array; others are plain. */
  readonly typed: boolean;
}
/** A function: `number`, `list` or `count` for each parameter. */
export interface Callee {
  readonly name: string;
  readonly takes: readonly ('number' | 'list' | 'count')[];
}

export interface Names {
  /** Numbers that can be read; those that can be assigned as well. */
  readonly numbers: readonly string[];
  readonly variables: readonly string[];
  /** Integers in [0, below). */
  readonly counts: readonly { readonly name: string; readonly below: number }[];
  readonly lists: readonly List[];
  /** Arrays of rows, and the length of a row. */
  readonly matrices: readonly { readonly name: string; readonly rows: number; readonly length: number }[];
  /** Arrays that grow and shrink; they may be empty. */
  readonly stacks: readonly string[];
  readonly callees: readonly Callee[];
  /** Labels around this place; those of loops can be continued. */
  readonly labels: readonly { readonly name: string; readonly loop: boolean }[];
  readonly loops: number;
  readonly depth: number;
  /** Inside a function of the program, where `return` and labels of the program mean something else. */
  readonly inner: boolean;
}

export const more = (names: Names, added: Partial<{ [K in keyof Names]: Names[K] }>): Names => {
  const merged: Record<string, unknown> = { ...names };
  for (const [key, value] of Object.entries(added)) {
    const old = names[key as keyof Names];
    merged[key] = Array.isArray(old) ? [...old, ...(value as unknown[])] : value;
  }
  return merged as unknown as Names;
};
