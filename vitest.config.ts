import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { adjoint: fileURLToPath(new URL('src/index.ts', import.meta.url)) } },
  test: {
    include: ['test/**/*.test.ts'],
    /** Properties and the catalogue compile hundreds of programs in one test. */
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
