/** Run by `test/typescript-users.test.ts` alone. */
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { gradients } from './gradients.ts';
import { loss } from './loss.ts';

test('gradients', () => {
  expect(loss.toString().includes('cov_')).toBe(process.env['ADJOINT_INSTRUMENTED'] === 'yes');
  writeFileSync(process.env['ADJOINT_PRINTED']!, gradients());
});
