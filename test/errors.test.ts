/** The page of errors: a section for every code, whose program causes it. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { MESSAGES } from '../src/fault/messages.ts';
import * as adjoint from '../src/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(join(root, 'docs/errors.md'), 'utf8');
const sections = page.split(/^## /m).slice(1);
const codes = [...new Set(Object.keys(MESSAGES).map((slug) => slug.split('/')[0]!))];

test('every code has a section, and every section a code', () => {
  expect(sections.map((s) => s.split('\n')[0]).sort()).toEqual(codes.sort());
});

test('an error leads to its section', () => {
  try {
    adjoint.gradient(42 as never);
  } catch (error) {
    expect((error as adjoint.AdjointError).docs).toBe('docs/errors.md#e_not_function');
  }
});

test('every message is used', () => {
  const house = ['src', 'rules', 'mutation'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/messages-/.test(file))
      .map((file) => readFileSync(join(root, folder, file), 'utf8')),
  );
  const text = house.join('\n');
  expect(Object.keys(MESSAGES).filter((slug) => !text.includes(`'${slug}'`))).toEqual([]);
});

/** Only some surroundings, or mistakes of ours, show them. */
const UNSHOWN = ['E_CSP', 'E_ACCESSOR', 'E_CONTAINER', 'E_INTERNAL'];

const programs = sections.map((section): [code: string, program: string | undefined] => [
  section.split('\n')[0]!,
  /```js\n([^]*?)```/.exec(section)?.[1],
]);

test('sections without a program are left so knowingly', () => {
  expect(programs.flatMap(([code, program]) => (program === undefined ? [code] : []))).toEqual(UNSHOWN);
});

test.each(programs.filter(([, program]) => program !== undefined))('the program of %s', (code, program) => {
  expect(codeOf(program!)).toBe(code);
});

/** The code of what a program throws, or warns of. */
function codeOf(program: string): string | undefined {
  const warn = console.warn,
    told: string[] = [];
  console.warn = (text: string) => void told.push(text);
  try {
    const names = Object.keys(adjoint);
    (new Function(...names, `'use strict';\n${program}`) as (...values: unknown[]) => unknown)(...Object.values(adjoint));
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    console.warn = warn;
  }
  const [first = ''] = told;
  return first.includes('not finite') ? 'W_NONFINITE' : first.includes('integer array') ? 'W_INTEGER_STORE' : undefined;
}
