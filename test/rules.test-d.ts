/** What the types of rules promise; checked by `tsc`, never run. */
import {
  bilinear,
  checkRule,
  defineRule,
  linear,
  method,
  model,
  never,
  opaque,
  overwrite,
  scalar,
  source,
  withRules,
} from '../src/index.ts';

declare const erf: (x: number) => number;
declare const atan2: (y: number, x: number) => number;
declare const norm: (x: number[]) => number;
declare const dot: (x: Float64Array, y: Float64Array) => number;
declare const scale: (x: number[], k: number) => number[];
declare const axpy: (a: number, x: Float64Array, y: Float64Array) => void;
class Matrix {
  cells: Float64Array = new Float64Array(1);
  times(k: number): Matrix {
    return k > 0 ? this : new Matrix();
  }
}

// functions of numbers: a partial for each argument
scalar(erf, (x) => [Math.exp(-x * x)]);
scalar(erf, (_x, y) => [y]);
scalar(atan2, (y, x, angle) => [x + angle, -y], { risky: true });
// @ts-expect-error too few partials
scalar(atan2, (y) => [y]);
// @ts-expect-error too many partials
scalar(erf, (x) => [x, x]);
// @ts-expect-error a partial is a number
scalar(erf, () => ['1']);
// @ts-expect-error not of numbers
scalar(norm, (x) => [x]);

// pullbacks and pushforwards
opaque(norm, { pullback: (g, y, x) => [x.map((v) => (g * v) / y)] });
opaque(scale, {
  pullback: [(g, _y, _x, k) => g.map((v) => v * k), (g, _y, x) => g.reduce((s, v, i) => s + v * x[i]!, 0)],
  pushforward: ([dx, dk], _y, x, k) => dx.map((v, i) => v * k + x[i]! * dk),
});
opaque(scale, { pullback: (g) => [g, null], result: 'number[]' });
opaque(scale, { pullback: (g) => [g, null], result: (x) => x.slice() });
// @ts-expect-error a cotangent for each argument
opaque(scale, { pullback: (g) => [g] });
// @ts-expect-error the cotangent of a list is a list
opaque(norm, { pullback: (g) => [g] });
// @ts-expect-error the cotangent of a number is a number
opaque(scale, { pullback: (g) => [g, g] });
// @ts-expect-error the tangent of a number is a number
opaque(norm, { pullback: () => [null], pushforward: ([dx]) => dx });
// @ts-expect-error it gives no number
opaque(scale, { pullback: (g) => [g, null], result: 'number' });

// linear functions: an adjoint, or null, for each argument
linear(norm, [(g, x) => x.map(() => g)]);
bilinear(dot, [(g, _x, y) => y.map((v) => g * v), (g, x) => x.map((v) => g * v)]);
bilinear(scale, [(g, _x, k) => g.map((v) => k * v), null]);
// @ts-expect-error an adjoint is missing
bilinear(dot, [(g, _x, y) => y.map((v) => g * v)]);
// @ts-expect-error of another shape
bilinear(dot, [(g) => g, null]);

// what is overwritten is the result
overwrite(axpy, { writes: 2, pullback: (g, y, a, x) => [g[0]! + y[0]!, x.map((v) => v * a), g] });
overwrite(axpy, { writes: [1, 2], pullback: ([gx, gy], [x]) => [x[0]!, gx, gy] });
// @ts-expect-error the written argument is an array
overwrite(axpy, { writes: 2, pullback: (g) => [g * 2, null, null] });

// methods
const times = Matrix.prototype.times as (this: Matrix, k: number) => Matrix;
opaque(times, { receiver: true, pullback: (g, _y, self, k) => [{ cells: g.cells.map((v) => v * k) }, self.cells[0]!] });
method(Matrix.prototype, 'times', (self, k) => (k > 0 ? self : new Matrix()));
// @ts-expect-error the model takes a number
method(Matrix.prototype, 'times', (self, k: string) => (k ? self : self));
// @ts-expect-error no such method
method(Matrix.prototype, 'plus', (self: Matrix) => self);

// other code in the place of a function
model(atan2, (y, x) => y / x);
// @ts-expect-error it gives a number
model(atan2, () => 'x');

defineRule(source(erf), never(norm, 'because'));
const slope: number = withRules([scalar(erf, () => [1])], () => 3);
// @ts-expect-error no rule
defineRule(erf);
// @ts-expect-error a list of rules
withRules(source(erf), () => slope);
checkRule(atan2, [[1, 2]])
  .assert()
  .worst.reverse.toFixed();
