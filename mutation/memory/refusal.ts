/**
 * An error of this leaf, told by code and details: the room that words faults is out of reach here, and the edge of the
 * library words them (`code` and `details` are what `fault` takes).
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;
  readonly details: Readonly<Record<string, string | number>>;
  constructor(code: string, details: Readonly<Record<string, string | number>> = {}) {
    super(`${code} ${JSON.stringify(details)}`);
    this.code = code;
    this.details = details;
  }
}
