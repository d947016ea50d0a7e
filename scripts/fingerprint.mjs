/** Whether dist/ is what the sources would give: a hash of everything that goes into a build. Nothing but Node is needed. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Written last into dist/. */
export const STAMP = '.built-from';
const INPUTS = ['src', 'rules', 'mutation', 'examples', 'bench', 'test/generator', 'scripts'];
const FILES = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'test/differences.ts',
  'test/programs/judge.ts',
];

export function fingerprint() {
  const hash = createHash('sha256');
  const files = INPUTS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const file of [...files, ...FILES.map((name) => join(root, name))].sort()) {
    hash
      .update(`${file.slice(root.length)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

export function isBuilt() {
  const stamp = join(root, 'dist', STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint();
}
