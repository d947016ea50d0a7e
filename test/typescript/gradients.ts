/** What every way of running TypeScript must print. */
import { checkGradient, grad } from 'adjoint';
import { type Params, data, loss, params } from './loss.ts';

export function gradients(): string {
  const tanh = grad(loss)(params(), data);
  const softplus = grad(loss)(params(), data, 'softplus');
  const { ok } = checkGradient((p: Params) => loss(p, data), [params()]);
  return `gradients ${JSON.stringify({ ok, tanh, softplus }, (_, value) => (value instanceof Float64Array ? [...value] : value))}`;
}
