import { test } from 'vitest';
import { writeFileSync } from 'node:fs';
import { explanation } from '../src/index.ts';
import { misfit, experiment } from '../examples/heat.ts';
function heat(u: Float64Array, k: number) {
  for (let step = 0; step < 20; step++) {
    for (let i = 1; i < u.length - 1; i++) {
      const flux = k * (u[i - 1]! - 2 * u[i]! + u[i + 1]!);
      u[i] = u[i]! + flux * u[i]!;
    }
  }
  let sum = 0;
  for (const x of u) sum += x * x;
  return sum;
}
test('x', () => {
  let out = String(explanation((x: number) => x ** 2 + Math.sin(x), 1.5));
  out += String(explanation(heat, Float64Array.of(1, 2, 3, 4), 0.1));
  const { truth, data } = experiment(16, 4, 2);
  const e = explanation(misfit, truth, data); out += String(e).replace(/As lowered[^]*(?=Emitted)/, '');
  writeFileSync('/tmp/tt/out.txt', out);
});
