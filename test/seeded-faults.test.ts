/** The table of `npm run faults` fits the sources: a fault whose text has moved is named here. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { UNCHECKED, faults, keyOf, spoilt } from './faults/index.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const noticed = JSON.parse(readFileSync(join(root, 'test/faults/noticed.json'), 'utf8')) as Record<string, string>;

describe('seeded faults', () => {
  test.each([...faults, ...UNCHECKED].map((fault) => [keyOf(fault), fault] as const))('%s: its text is found exactly once', (_, fault) => {
    const text = readFileSync(join(root, fault.file), 'utf8');
    expect(spoilt(fault, text), `${fault.file} has the text ${text.split(fault.before).length - 1} times`).not.toBeNull();
    expect(fault.after).not.toBe(fault.before);
  });

  test('have names of their own, in many mechanisms of the transform', () => {
    expect(new Set(faults.map(keyOf)).size).toBe(faults.length);
    expect(faults.length).toBeGreaterThanOrEqual(60);
    expect(new Set(faults.map(({ mechanism }) => mechanism)).size).toBeGreaterThanOrEqual(14);
    expect(faults.filter(({ file }) => !/^(src|mutation|rules)\//.test(file))).toEqual([]);
  });

  test('what is noted of earlier runs speaks of them', () => {
    const names = new Set(faults.map(keyOf));
    expect(Object.keys(noticed).filter((key) => !names.has(key))).toEqual([]);
  });
});
