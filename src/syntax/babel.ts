/** The Babel packages, each loaded when it is first needed: the verbs are synchronous, and most calls need none of them. */
import type * as Types from '@babel/types';
import { fault } from '../fault/messages.ts';
import type { Site } from '../ir/ir.ts';
import { packageNamed } from './packages.ts';

/** What we use of a path of @babel/traverse. */
export interface Path {
  readonly node: Types.Node;
  readonly parent: Types.Node;
  readonly parentPath: Path | null;
  readonly key: string | number | null;
  readonly listKey: string | undefined;
  readonly scope: TraverseScope;
  skip(): void;
}

/** What we use of a scope of @babel/traverse. */
export interface TraverseScope {
  readonly block: Types.Node;
  readonly path: Path;
  readonly parent: TraverseScope | undefined;
  getOwnBinding(name: string): TraverseBinding | undefined;
}

export interface TraverseBinding {
  readonly kind: string;
  readonly identifier: Types.Identifier;
  readonly scope: TraverseScope;
  readonly path: Path;
  readonly constantViolations: readonly Path[];
}

type Visitor = Readonly<Record<string, (path: Path) => void>>;

interface Parser {
  parse(text: string, options?: Record<string, unknown>): Types.File;
  parseExpression(text: string, options?: Record<string, unknown>): Types.Expression;
}

interface Location {
  start: { line: number; column: number };
  end?: { line: number; column: number };
}

const loaded = new Map<string, unknown>();

function babel(name: string): unknown {
  let found = loaded.get(name);
  if (found === undefined) loaded.set(name, (found = packageNamed(name)));
  return found;
}

/** Whether anything of Babel was needed so far. */
export const isLoaded = (): boolean => loaded.size > 0;

/** Babel 7's CommonJS packages carry their default export beside the others; Babel 8's is the function itself. */
function defaultOf<T>(name: string): T {
  const found = babel(name) as { default?: T };
  return (found.default ?? found) as T;
}

export const parser = (): Parser => babel('@babel/parser') as Parser;
export const types = (): typeof Types => babel('@babel/types') as typeof Types;
export const traverse = (): ((root: Types.Node, visitor: Visitor) => void) => defaultOf('@babel/traverse');
export const codeFrame = (): { codeFrameColumns(text: string, location: Location, options?: Record<string, unknown>): string } =>
  babel('@babel/code-frame') as ReturnType<typeof codeFrame>;

/** Runs something of Babel's that recurses with the depth of the source: its stack overflow is a fault of the source. */
export function bounded<T>(run: () => T, where: { readonly name: string; readonly site: () => Site }): T {
  try {
    return run();
  } catch (error) {
    if ((error as Error | null)?.name === 'RangeError') throw fault('E_TOO_DEEP', where.site(), { name: where.name }, { cause: error });
    throw error;
  }
}
