/** A part of the language that generated programs may have: what it adds to the statements, expressions and surroundings of a program. */
import type { Expressions } from './expressions.ts';
import type { Names } from './names.ts';
import type { Statements } from './statements.ts';

/** The text of a statement, and the names that exist after it. */
export type Made = readonly [text: string, names?: Names];
/** What stands around a program: declarations, what is captured and may be written, and names. */
export interface Outside {
  readonly text: string;
  readonly memory?: readonly string[];
  readonly names?: Partial<Names>;
}

export interface Feature {
  readonly name: string;
  /** How many of a hundred programs have it, when nothing is said. */
  readonly share?: number;
  readonly outside?: (g: Statements, names: Names) => Outside | null;
  /** Weights are beside those of the core, which add up to about 60; null stands for "not here". */
  readonly statements?: readonly (readonly [weight: number, make: (g: Statements, names: Names) => Made | null])[];
  /** Numbers that stay moderate; the core adds up to about 22. */
  readonly numbers?: readonly (readonly [weight: number, make: (g: Expressions, names: Names, depth: number) => string | null])[];
}
