/** Finds the conductivity of a rod from measurements, by gradient descent. */
import { valueAndGradient } from 'adjoint';
import { misfit, type Experiment } from './heat.ts';
import { progress } from './progress.ts';

/** Follows the gradient downwards with steps that grow while the loss falls and shrink when it does not. */
export function calibrate(
  guess: Float64Array,
  data: Experiment,
  rounds: number,
  shown: (round: number, loss: number) => void,
): Float64Array {
  const loss = (logConductivity: Float64Array): number => misfit(logConductivity, data);
  let parameters = guess.slice();
  let [value, [slope]] = valueAndGradient(loss, parameters);
  let size = 0.1;
  shown(0, value);
  for (let round = 1; round <= rounds; round++) {
    const tried = parameters.map((p, i) => p - size * slope[i]!);
    const [next, [nextSlope]] = valueAndGradient(loss, tried);
    if (next < value) {
      [parameters, value, slope] = [tried, next, nextSlope];
      size *= 1.3;
    } else size *= 0.5;
    if (round % Math.ceil(rounds / 8) === 0) shown(round, value);
    else progress('calibration', round, rounds);
  }
  return parameters;
}
