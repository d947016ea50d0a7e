/** What the public types promise; checked by `tsc`, never run. */
import {
  type Gradient,
  type Gradients,
  checkpoint,
  diagonalHessian,
  grad,
  gradient,
  hessian,
  hvp,
  isDifferentiating,
  jacobian,
  onCotangent,
  pullback,
  pushforward,
  stopGradient,
  valueAndGrad,
  valueAndGradient,
} from '../src/index.ts';

type Same<X, Y> = (<T>() => T extends X ? 1 : 2) extends <T>() => T extends Y ? 1 : 2 ? true : false;
declare function same<X, Y>(same: Same<X, Y>): void;

interface Layer {
  readonly weights: Float64Array;
  readonly bias: number[];
  readonly name: string;
  readonly activation: (x: number) => number;
  readonly size?: number;
}
class Body {
  mass = 1;
  position: readonly [number, number] = [0, 0];
  alive = true;
}

// leaf by leaf
same<Gradient<number>, number>(true);
same<Gradient<3>, number>(true);
same<Gradient<Float64Array>, Float64Array>(true);
same<Gradient<Float32Array>, Float32Array>(true);
same<Gradient<Int32Array>, null>(true);
same<Gradient<Uint8ClampedArray>, null>(true);
same<Gradient<BigInt64Array>, null>(true);
same<Gradient<string>, null>(true);
same<Gradient<boolean>, null>(true);
same<Gradient<undefined>, null>(true);
same<Gradient<() => void>, null>(true);
same<Gradient<Map<string, number>>, Map<string, number>>(true);
same<Gradient<Set<number>>, Map<number, number>>(true);
same<Gradient<WeakMap<object, number>>, null>(true);
same<Gradient<Date>, null>(true);
same<Gradient<number | undefined>, number | null>(true);
same<Gradient<number[]>, number[]>(true);
same<Gradient<readonly number[]>, number[]>(true);
same<Gradient<number[][]>, number[][]>(true);
same<Gradient<Float64Array[]>, Float64Array[]>(true);
same<Gradient<readonly [number, string]>, [number, null]>(true);
same<Gradient<{ readonly a: number; b: { c: number[] } }>, { a: number; b: { c: number[] } }>(true);
same<Gradient<Layer>['weights'], Float64Array>(true);
same<Gradient<Layer>['name'], null>(true);
same<Gradient<Layer>['activation'], null>(true);
same<Gradient<Body>, { mass: number; position: [number, number]; alive: null }>(true);
same<Gradients<[number, string]>, [number, null]>(true);

// verbs
declare function loss(params: Float64Array, layers: Layer[], label: string, rate?: number): number;
declare const params: Float64Array;
declare const layers: Layer[];

const [dParams, dLayers, dLabel] = gradient(loss, params, layers, 'a');
same<typeof dParams, Float64Array>(true);
same<typeof dLayers, Gradient<Layer>[]>(true);
same<typeof dLabel, null>(true);
const [dx] = gradient((x) => x * x, 3);
same<typeof dx, number>(true);
const [value, [dP]] = valueAndGradient(loss, params, layers, 'a', 0.1);
same<typeof value, number>(true);
same<typeof dP, Float64Array>(true);

same<ReturnType<ReturnType<typeof g0>>, Float64Array>(true);
const g0 = () => grad(loss);
const g1 = grad(loss, { wrt: 1 });
same<ReturnType<typeof g1>, Gradient<Layer>[]>(true);
same<Parameters<typeof g1>, Parameters<typeof loss>>(true);
const g2 = grad(loss, { wrt: [0, 3], mutation: 'keep' });
same<ReturnType<typeof g2>, [Float64Array, number]>(true);
const g3 = valueAndGrad(loss, { wrt: [1] });
same<ReturnType<typeof g3>, [value: number, gradient: [Gradient<Layer>[]]]>(true);
const g4 = valueAndGrad(loss, { scope: { k: 1 } });
same<ReturnType<typeof g4>, [value: number, gradient: Float64Array]>(true);
const g5 = grad((...xs: number[]) => xs[0]!, { wrt: 7 });
same<ReturnType<typeof g5>, number>(true);

declare function smooth(u: Float64Array, k: number): void;
declare function step(state: { x: number[] }, dt: number): { x: number[]; steps: number };
const [nothing, back] = pullback(smooth, params, 2);
same<typeof nothing, void>(true);
same<ReturnType<typeof back>, [Float64Array, number]>(true);
back(undefined, params);
back(undefined, [1, 2, 3], undefined);
const [, backStep] = pullback(step, { x: [1] }, 0.1);
backStep({ x: [1] });
backStep({ x: [1], steps: 2 }, { x: [0] });

// what is wrong is rejected
// @ts-expect-error not a function
gradient(3, 3);
// @ts-expect-error no scalar
gradient((x: number) => [x], 3);
// @ts-expect-error an argument of the wrong type
gradient(loss, 'params', layers, 'a');
// @ts-expect-error an argument is missing
gradient(loss, params);
// @ts-expect-error there is no argument 4
grad(loss, { wrt: 4 });
// @ts-expect-error negative
grad(loss, { wrt: -1 });
// @ts-expect-error an index is a number
grad(loss, { wrt: 'params' });
// @ts-expect-error there is no argument 9
valueAndGrad(loss, { wrt: [0, 9] });
// @ts-expect-error an unknown form
grad(loss, { mutation: 'copy' });
// @ts-expect-error an unknown option
grad(loss, { wtr: 1 });
// @ts-expect-error the seed has another shape
backStep(3);
// @ts-expect-error numbers have no seed
back(undefined, undefined, 1);
// @ts-expect-error the gradient of a string is null
void gradient(loss, params, layers, 'a')[2].length;

// forward mode and matrices
declare const residuals: (x: Float64Array, k: number) => { readonly r: number[]; readonly name: string };
declare const kernel: (u: Float64Array, k: number) => void;
declare const energy: (x: Float64Array, o: { readonly k: number }) => number;
same<ReturnType<typeof pushforward<[number], number>>, [value: number, tangent: number]>(true);
const [, tangent] = pushforward(residuals, [new Float64Array(2), 1], [[1, 0], undefined]);
same<typeof tangent, { r: number[]; name: null }>(true);
const [, after] = pushforward(kernel, [new Float64Array(2), 1], [[1, 0], 0]);
same<typeof after, [Float64Array, number]>(true);
const [jx, jk] = jacobian(residuals, new Float64Array(2), 1);
same<typeof jx, { r: Float64Array[]; name: null }>(true);
same<typeof jk, { r: number[]; name: null }>(true);
same<ReturnType<typeof hessian<[Float64Array]>>, Float64Array[]>(true);
const [[xx, xo], [ox]] = hessian(energy, new Float64Array(2), { k: 1 });
same<typeof xx, Float64Array[]>(true);
same<typeof xo, { k: number }[]>(true);
same<typeof ox, { k: Float64Array }>(true);
same<ReturnType<typeof hvp<[Float64Array, number]>>, [Float64Array, number]>(true);
const diagonal = diagonalHessian((x: Float64Array, k: number) => x[0]! * k, new Float64Array(2), 1);
same<typeof diagonal, [Float64Array, number]>(true);
same<number, ReturnType<ReturnType<typeof grad<[number]>>>>(true);
grad(grad(grad((x: number) => x ** 4)))(2).toFixed();
// @ts-expect-error the direction has another shape
hvp(energy, [new Float64Array(2), { k: 1 }], ['a', undefined]);
// @ts-expect-error a gradient needs a number
hessian(residuals, new Float64Array(2), 1);

// control in user code
const stopped = stopGradient({ a: 1, b: [2] });
same<typeof stopped, { a: number; b: number[] }>(true);
const hooked = onCotangent(Float64Array.of(1), (g) => g.map((x) => x / 2));
same<typeof hooked, Float64Array<ArrayBuffer>>(true);
const clipped = onCotangent(2, (g) => Math.min(1, g));
same<typeof clipped, number>(true);
const derived = isDifferentiating();
same<typeof derived, boolean>(true);
// @ts-expect-error: a hook gives a cotangent of the same kind
onCotangent(2, () => 'a');

// gradients of captured variables
const withCaptures = grad((x: number, y: number[]) => x * y[0]!, { captures: true, wrt: 1 })(1, [2]);
same<typeof withCaptures, [gradient: number[], captures: Record<string, any>]>(true);
const valued = valueAndGrad((x: number) => x, { captures: true, restore: true })(1);
same<typeof valued, [value: number, gradient: number, captures: Record<string, any>]>(true);

// checkpoint keeps the type of the function
const layer = checkpoint((h: Float64Array, w: readonly number[]) => ({ h, size: w.length }));
same<typeof layer, (h: Float64Array, w: readonly number[]) => { h: Float64Array; size: number }>(true);
// @ts-expect-error: not a function
checkpoint(3);
