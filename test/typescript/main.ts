/** Prints the gradient, and how far it is from differences. */
import { checkGradient, grad } from 'adjoint';
import { data, loss, params } from './loss.ts';

const tanh = grad(loss)(params(), data);
const softplus = grad(loss)(params(), data, 'softplus');
const { ok } = checkGradient((p: ReturnType<typeof params>) => loss(p, data), [params()]);
const plain = (_: string, value: unknown): unknown => (value instanceof Float64Array ? [...value] : value);
console.log(JSON.stringify({ ok, tanh, softplus, text: loss.toString().length }, plain));
