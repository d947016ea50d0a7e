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
  /** What it has to be called on, when it is a method. */
  readonly self?: string;
}
/** A record whose fields are numbers, among others that are not listed. */
export interface Fielded {
  readonly text: string;
  readonly fields: readonly string[];
}
/** A class or a constructor: instances have these fields, and a method `step(y)`. */
export interface Class {
  readonly name: string;
  readonly takes: number;
  readonly fields: readonly string[];
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
  readonly objects: readonly Fielded[];
  readonly classes: readonly Class[];
  /** Labels around this place; those of loops can be continued. */
  readonly labels: readonly { readonly name: string; readonly loop: boolean }[];
  readonly loops: number;
  readonly depth: number;
  /** Inside a function of the program, where `return` and labels of the program mean something else. */
  readonly inner: boolean;
  /** Outside of the program, where its parameters are not known. */
  readonly outside: boolean;
}

export const more = (names: Names, added: Partial<{ [K in keyof Names]: Names[K] }>): Names => {
  const merged: Record<string, unknown> = { ...names };
  for (const [key, value] of Object.entries(added)) {
    const old = names[key as keyof Names];
    merged[key] = Array.isArray(old) ? [...old, ...(value as unknown[])] : value;
  }
  return merged as unknown as Names;
};

/** What means something else in another function. */
const OWN = /\b(this|super|arguments)\b/;

/** The inside of a function: it sees the variables around it, and none of the labels and functions, so that calls end. */
export function within(names: Names, added: Partial<Names> = {}): Names {
  const seen: Names = {
    ...names,
    numbers: names.numbers.filter((text) => !OWN.test(text)),
    variables: names.variables.filter((text) => !OWN.test(text)),
    lists: names.lists.filter(({ text }) => !OWN.test(text)),
    objects: names.objects.filter(({ text }) => !OWN.test(text)),
    callees: [],
    classes: [],
    labels: [],
  };
  return more(seen, { ...added, inner: true, depth: names.depth + 1 });
}
