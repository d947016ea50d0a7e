/** A generated program. */
export interface Text {
  readonly seed: number;
  /** Body of a function that gives `{ f, memory, args }`. */
  readonly whole: string;
  /** Whether f returns a number; otherwise the memory that it leaves is what counts. */
  readonly result: boolean;
  /** What may occur in it, besides the core of the language. */
  readonly features: readonly string[];
}
