/**
 * Four ordinary programs and their gradients.
 *
 *     npm start                     all four
 *     npm start -- --gmm FILE       the mixture of an ADBench file in place of generated data
 *     npm start -- --only heat      one of gmm, heat, cholesky, lstm
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { calibrate } from './calibrate.ts';
import { logDeterminant } from './cholesky.ts';
import { generate, parse } from './gmm-data.ts';
import { logLikelihood, type Mixture } from './gmm.ts';
import { experiment, misfit } from './heat.ts';
import { loss } from './lstm.ts';
import { normals, uniforms } from './random.ts';
import { report } from './report.ts';

function mixture(file: string | undefined): void {
  const { mixture, points } = parse(file === undefined ? generate(4, 8, 1000, 1) : readFileSync(file, 'utf8'));
  const { d, k, n } = points;
  report(
    `Gaussian mixture: ${n} points in ${d} dimensions, ${k} components, ${file ?? 'generated'}`,
    (m: Mixture) => logLikelihood(m, points),
    mixture,
  );
}

function heat(): void {
  const { truth, data } = experiment(64, 20, 20);
  const guess = new Float64Array(truth.length).fill(Math.log(0.25));
  report('Heat in a rod: 64 cells overwritten in 400 steps', (log: Float64Array) => misfit(log, data), guess);
  console.log('  calibration of the conductivity by gradient descent');
  const found = calibrate(guess, data, 400, (round, value) =>
    console.log(`    round ${String(round).padStart(3)}   loss ${value.toExponential(4)}`),
  );
  const error = (logs: Float64Array): number => Math.max(...logs.map((log, i) => Math.abs(Math.exp(log) - Math.exp(truth[i]!))));
  console.log(`    worst conductivity off by ${error(found).toFixed(4)}, before ${error(guess).toFixed(4)}`);
}

function cholesky(): void {
  const uniform = uniforms(7);
  const sites = Float64Array.from({ length: 120 }, () => 10 * uniform());
  report('Log-determinant: 60 sites, a matrix factorised in place', logDeterminant, { sites, amplitude: 1.5, distance: 1.2, error: 0.3 });
}

function lstm(): void {
  const [layers, width, length] = [2, 14, 256];
  const normal = normals(11);
  const floats = (n: number): Float64Array => Float64Array.from({ length: n }, () => 0.5 * normal());
  const letters = Float64Array.from({ length: length * width }, () => (normal() > 0.3 ? 1 : 0));
  const text = { layers, width, state: floats(2 * layers * width), letters };
  report(`LSTM: ${layers} layers over ${length} letters, state overwritten`, (weights) => loss(weights, text), {
    main: floats(8 * layers * width),
    extra: floats(3 * width),
  });
}

const { values } = parseArgs({ options: { gmm: { type: 'string' }, only: { type: 'string' } } });
const programs: Record<string, () => void> = { gmm: () => mixture(values.gmm), heat, cholesky, lstm };
const chosen = values.only === undefined ? Object.values(programs) : [programs[values.only]];
try {
  for (const run of chosen) {
    if (!run) throw new Error(`--only takes one of ${Object.keys(programs).join(', ')}`);
    run();
  }
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
