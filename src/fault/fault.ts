/** The error type of the project. Every message lives in messages.ts. */
import type { Site } from '../ir/ir.ts';

/** `refused`: the program asks for something that has no derivative or no meaning. `unsupported`: not yet. `bug`: ours. `warning`: told in debug mode. */
export type FaultKind = 'refused' | 'unsupported' | 'bug' | 'warning';

/** An error with a stable code, the place in the user's source and the way out. */
export class AdjointError extends Error {
  override readonly name = 'AdjointError';
  readonly code: string;
  readonly kind: FaultKind;
  readonly site: Site | null;
  readonly hint: string;
  constructor(code: string, kind: FaultKind, message: string, hint: string, site: Site | null, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.kind = kind;
    this.site = site;
    this.hint = hint;
  }

  /** The section of the documentation about this code. */
  get docs(): string {
    return `docs/errors.md#${this.code.toLowerCase()}`;
  }
}
