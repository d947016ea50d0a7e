/** Packages as Node finds them: the files that a bare name in an import may mean, whichever condition chooses among them. */
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAME = /^((?:@[^/]+\/)?[^/@.][^/]*)(\/.+)?$/;

interface Manifest {
  readonly name?: unknown;
  readonly exports?: unknown;
  readonly main?: unknown;
}

const known = new Map<string, readonly string[]>();

/** Addresses as in `addressOf`; none where it cannot be told. */
export function entriesOf(specifier: string, importer: string): readonly string[] {
  if (!importer.startsWith('file:')) return [];
  const from = dirname(fileURLToPath(importer));
  const key = `${from}\0${specifier}`;
  let found = known.get(key);
  if (!found) known.set(key, (found = find(specifier, from)));
  return found;
}

function find(specifier: string, from: string): readonly string[] {
  const [, name, subpath = ''] = NAME.exec(specifier) ?? [];
  if (name === undefined || /^[a-z]+:/.test(specifier)) return [];
  const found: string[] = [];
  for (let folder = from; ; folder = dirname(folder)) {
    // a package may speak of itself by its name
    const own = read(join(folder, 'package.json'));
    if (own?.name === name && own.exports !== undefined) found.push(...files(own, subpath).flatMap((file) => real(join(folder, file))));
    const home = join(folder, 'node_modules', name);
    const manifest = read(join(home, 'package.json'));
    if (manifest) return [...found, ...files(manifest, subpath).flatMap((file) => real(join(home, file)))];
    if (dirname(folder) === folder) return found;
  }
}

/** Relative to the package. */
function files({ exports, main }: Manifest, subpath: string): readonly string[] {
  if (exports === undefined || exports === null) return subpath ? [subpath] : mains(main);
  const table = typeof exports === 'object' && !Array.isArray(exports) ? (exports as Record<string, unknown>) : {};
  const named = Object.keys(table).some((key) => key.startsWith('.'));
  return stringsIn(named ? table[`.${subpath}`] : subpath ? undefined : exports);
}

const mains = (main: unknown): string[] =>
  typeof main === 'string' ? [main, `${main}.js`, `${main}.json`, join(main, 'index.js'), 'index.js'] : ['index.js'];

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

function read(path: string): Manifest | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  } catch {
    return null;
  }
}

/** Modules are known by the paths that links lead to. */
function real(path: string): string[] {
  try {
    return [realpathSync(path)];
  } catch {
    return [];
  }
}
