/** A user's project with tests: what `typescript-users.test.ts` runs, with and without coverage. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  resolve: { alias: { adjoint: fileURLToPath(new URL('../../dist/index.js', import.meta.url)) } },
  test: { include: ['*.spec.ts'], testTimeout: 60_000, coverage: { include: ['loss.ts', 'model.ts'], reporter: ['json-summary'] } },
});
