/** A seeded fault: one small change of one mechanism, which the battery has to notice by a wrong number or a wrong state. */
export interface Fault {
  readonly mechanism: string;
  readonly name: string;
  /** From the root of the project. */
  readonly file: string;
  /** A text that the file has exactly once. */
  readonly before: string;
  readonly after: string;
}

/** The faults of one mechanism: file, name, text, and the text in its place. */
export const seeded = (
  mechanism: string,
  rows: readonly (readonly [file: string, name: string, before: string, after: string])[],
): readonly Fault[] => rows.map(([file, name, before, after]) => ({ mechanism, name, file, before, after }));

/** What tells faults apart. */
export const keyOf = ({ mechanism, name }: Fault): string => `${mechanism}: ${name}`;

/** The text of a file with the fault in it; null unless it is found exactly once. */
export function spoilt({ before, after }: Fault, text: string): string | null {
  const parts = text.split(before);
  return parts.length === 2 ? parts.join(after) : null;
}

/** The battery takes no checked mode: what its counters notice would be noticed by an exception. The second makes sure. */
export const UNCHECKED = seeded('checked mode', [
  ['src/api/options.ts', 'is off', 'checked = false, debug = false } = given;', 'debug = false } = given,\n    checked = false;'],
  [
    'src/runtime/check.ts',
    'is told of',
    'check = (): Check => new Check();',
    "check = (): Check => fail('the battery runs in checked mode');",
  ],
]);
