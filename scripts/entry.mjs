/**
 * What Node imports: `index.js` runs `node.cjs`, the library and Babel in one classic script, and gives `node.cache` to the
 * engine with it, the code as it was compiled when the library was built. The engine takes a cache only from its own version
 * and with its own flags; otherwise it compiles the script as ever. `warm.js` makes the cache anew.
 *
 * Bundlers take `library.js` (the condition `module` of package.json): the same library as an ordinary module.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const HEAD = `/** Runs the library. See scripts/entry.mjs of the project. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
`;

// the cache has the name of the script, which is the same wherever the package lies
const RUN = `const script = new Script(readFileSync(here('node.cjs'), 'latin1'), { filename: 'adjoint:node.cjs', cachedData });
const library = {};
script.runInThisContext()(library, createRequire(import.meta.url));
`;

const CACHED = `let cachedData;
try {
  cachedData = readFileSync(here('node.cache'));
} catch {}
`;

const entryFor = (names) => `${HEAD}\n${CACHED}${RUN}\nexport const { ${names.join(', ')} } = library;\n`;

const warm = (programs) => `${HEAD}import { writeFileSync } from 'node:fs';

${programs}
const cachedData = undefined;
${RUN}
for (const [f, args] of programs) library.valueAndGradient(f, ...args);
writeFileSync(here('node.cache'), script.createCachedData());
`;

/** The text of a bundle as a script of one expression, in ASCII: the engine keeps and scans that at half the cost. */
export const scriptOf = (code) =>
  `(function (exports, require) {${code}\n})`.replace(/[^\0-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Writes `index.js`, `warm.js` and `node.cache` beside `node.cjs`. */
export function writeEntry(folder, root) {
  const library = {};
  const script = join(folder, 'node.cjs');
  writeFileSync(script, scriptOf(readFileSync(script, 'utf8')));
  new Function(`return ${readFileSync(script, 'latin1')}`)()(library, createRequire(script));
  writeFileSync(join(folder, 'index.js'), entryFor(Object.keys(library)));
  writeFileSync(
    join(folder, 'warm.js'),
    warm(
      readFileSync(join(root, 'scripts/warm.mjs'), 'utf8')
        .replace(/^\/\*\*[\s\S]*?\*\/\n/, '')
        .replace(/^export /m, ''),
    ),
  );
  execFileSync(process.execPath, [join(folder, 'warm.js')], { stdio: 'inherit' });
}
