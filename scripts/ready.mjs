/** Before `npm start`, `npm test` and the like: installs from the lock when nothing is installed, builds when dist/ is missing or stale. */
import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isBuilt, root } from './fingerprint.mjs';

// npm writes this file when an installation is complete
if (!existsSync(join(root, 'node_modules/.package-lock.json'))) {
  console.log('installing the packages of package-lock.json …');
  execSync('npm ci --include=dev --no-audit --no-fund', { cwd: root, stdio: 'inherit' });
}
if (!isBuilt()) {
  console.log('building dist/ …');
  const { build } = await import('./build.mjs');
  await build();
}
