/**
 * Babel in one piece, for the build for Node: what the library uses of it, each package evaluated when it is first asked for.
 *
 * What nothing asks for here is left out, as it costs most of the time that Babel takes to load: the definitions of node types
 * (their tables are written out, without the validators of fields), assertions, what @babel/traverse needs to
 * change a program or to show it (here it only looks at programs), and `debug`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const require = createRequire(import.meta.url);
const PACKAGES = ['@babel/parser', '@babel/types', '@babel/traverse', '@babel/generator', '@babel/code-frame'];

/** The tables of @babel/types as they are once all node types are defined. */
function tables() {
  const defined = require('@babel/types/lib/definitions/index.js');
  const fields = (all) => Object.fromEntries(Object.entries(all).map(([name, { optional }]) => [name, optional ? { optional } : {}]));
  const plain = Object.fromEntries(
    Object.entries(defined).filter(([name]) => name !== 'NODE_FIELDS' && !/^NODE_(PARENT|UNION)/.test(name)),
  );
  const NODE_FIELDS = Object.fromEntries(Object.entries(defined.NODE_FIELDS).map(([type, all]) => [type, fields(all)]));
  return { ...plain, NODE_FIELDS, NODE_PARENT_VALIDATIONS: {}, NODE_UNION_SHAPES__PRIVATE: {} };
}

const TABLES = '\0tables of node types';
const NONE = '\0nothing';
const SILENT = '\0silent';

const slim = {
  name: 'slim',
  resolveId(id, from) {
    if (id === 'debug') return SILENT;
    if (/@babel[\\/]traverse/.test(from ?? '')) return /^@babel\/(template|generator|code-frame|parser)$/.test(id) ? NONE : null;
    if (!/@babel[\\/]types/.test(from ?? '')) return null;
    if (/definitions\/(index|utils)\.js$/.test(id)) return TABLES;
    return /asserts\/generated|builders\/react/.test(id) ? NONE : null;
  },
  load(id) {
    if (id === SILENT) return 'module.exports = () => Object.assign(() => {}, { enabled: false });';
    if (id === NONE) return 'module.exports = {};';
    return id === TABLES ? `module.exports = JSON.parse(${JSON.stringify(JSON.stringify(tables()))});` : null;
  },
};

/** Writes the packages as one CommonJS module, small; gives its path. It exports a function from a package's name to the package. */
export async function bundleBabel(folder) {
  mkdirSync(folder, { recursive: true });
  const entry = join(folder, 'babel-entry.cjs'),
    file = join(folder, 'babel.cjs');
  const rows = PACKAGES.map((name) => `  '${name}': () => require('${name}'),`).join('\n');
  writeFileSync(entry, `const packages = {\n${rows}\n};\nmodule.exports = (name) => packages[name]();\n`);
  const made = await rolldown({ input: entry, cwd: join(import.meta.dirname, '..'), platform: 'node', plugins: [slim], logLevel: 'warn' });
  await made.write({ format: 'cjs', file, minify: true });
  await made.close();
  return file;
}

/** Puts that module in the place of `src/syntax/packages.ts`. */
export const withBabel = (file) => ({
  name: 'with-babel',
  load(id) {
    if (!/src[\\/]syntax[\\/]packages\.ts$/.test(id)) return null;
    return {
      code: `import of from ${JSON.stringify(file)};\nexport const packageNamed = (name) => of(name);\nexport const isManyScripts = false;`,
      moduleType: 'js',
    };
  },
});
