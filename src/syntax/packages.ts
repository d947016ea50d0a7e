/**
 * Where Babel's packages come from: Node's own `require`, which gives the same objects under Node, vitest and bundlers of
 * users. In the build for Node the packages are part of the library, and take the place of this file (scripts/babel.mjs).
 */
type Load = (name: string) => unknown;

let load: Load | null = null;

/** Each package is many scripts of its own, which the host's first look at a function has to count. */
export const isManyScripts = true;

export function packageNamed(name: string): unknown {
  load ??= process.getBuiltinModule('node:module').createRequire(import.meta.url) as Load;
  return load(name);
}
