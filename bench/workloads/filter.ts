/** The likelihood of a Kalman filter with two states: helpers that give new small arrays of arrays. */
import { noise, type Workload } from './workload.ts';

type Matrix = [[number, number], [number, number]];

const times = (a: Matrix, b: Matrix): Matrix => [
  [a[0][0] * b[0][0] + a[0][1] * b[1][0], a[0][0] * b[0][1] + a[0][1] * b[1][1]],
  [a[1][0] * b[0][0] + a[1][1] * b[1][0], a[1][0] * b[0][1] + a[1][1] * b[1][1]],
];
const turned = (a: Matrix): Matrix => [
  [a[0][0], a[1][0]],
  [a[0][1], a[1][1]],
];
const plus = (a: Matrix, b: Matrix): Matrix => [
  [a[0][0] + b[0][0], a[0][1] + b[0][1]],
  [a[1][0] + b[1][0], a[1][1] + b[1][1]],
];

type Model = [dt: number, decay: number, q0: number, q1: number, r: number];

function likelihood([dt, decay, q0, q1, r]: Model, seen: number[]): number {
  const step: Matrix = [
    [1, dt],
    [0, decay],
  ];
  const spread: Matrix = [
    [q0 * q0, 0],
    [0, q1 * q1],
  ];
  let x = [0, 0];
  let p: Matrix = [
    [1, 0],
    [0, 1],
  ];
  let sum = 0;
  for (let t = 0; t < seen.length; t++) {
    x = [x[0]! + dt * x[1]!, decay * x[1]!];
    p = plus(times(times(step, p), turned(step)), spread);
    const s = p[0][0] + r * r;
    const e = seen[t]! - x[0]!;
    sum += 0.5 * (Math.log(s) + (e * e) / s);
    const k = [p[0][0] / s, p[1][0] / s];
    x = [x[0]! + k[0]! * e, x[1]! + k[1]! * e];
    p = times(
      [
        [1 - k[0]!, 0],
        [-k[1]!, 1],
      ],
      p,
    );
  }
  return sum;
}

/** Seven numbers kept a step, everything else in scalars. */
function expert([f, h, q0, q1, r]: Model, seen: number[]): [number, [number[]]] {
  const n = seen.length;
  const kept = new Float64Array(7 * n);
  let x = 0,
    v = 0,
    a = 1,
    b = 0,
    c = 0,
    d = 1,
    sum = 0;
  for (let t = 0; t < n; t++) {
    const y = x + f * v;
    const p = a + f * c,
      q = b + f * d;
    const pp = p + q * f + q0 * q0,
      pq = q * h,
      qp = h * c + h * d * f,
      qq = h * d * h + q1 * q1;
    const s = pp + r * r;
    const e = seen[t]! - y;
    const o = 7 * t;
    kept[o + 0] = v;
    kept[o + 1] = b;
    kept[o + 2] = c;
    kept[o + 3] = d;
    kept[o + 4] = pp;
    kept[o + 5] = e;
    kept[o + 6] = s;
    sum += 0.5 * (Math.log(s) + (e * e) / s);
    const k = pp / s,
      l = qp / s;
    x = y + k * e;
    v = h * v + l * e;
    a = (1 - k) * pp;
    b = (1 - k) * pq;
    c = qp - l * pp;
    d = qq - l * pq;
  }
  let fBar = 0,
    hBar = 0,
    q0Bar = 0,
    q1Bar = 0,
    rBar = 0;
  let xBar = 0,
    vBar = 0,
    aBar = 0,
    bBar = 0,
    cBar = 0,
    dBar = 0;
  for (let t = n - 1; t >= 0; t--) {
    const o = 7 * t;
    const w = kept[o]!,
      b0 = kept[o + 1]!,
      c0 = kept[o + 2]!;
    const d0 = kept[o + 3]!,
      pp = kept[o + 4]!,
      e = kept[o + 5]!,
      s = kept[o + 6]!;
    const q = b0 + f * d0;
    const pq = q * h,
      qp = h * c0 + h * d0 * f;
    const k = pp / s,
      l = qp / s;
    const kBar = -aBar * pp - bBar * pq + xBar * e;
    const lBar = -cBar * pp - dBar * pq + vBar * e;
    const eBar = xBar * k + vBar * l + e / s;
    const sBar = -(kBar * k + lBar * l) / s + 0.5 / s - (0.5 * e * e) / (s * s);
    const ppBar = aBar * (1 - k) - cBar * l + kBar / s + sBar;
    const pqBar = bBar * (1 - k) - dBar * l;
    const qpBar = cBar + lBar / s;
    const yBar = xBar - eBar;
    rBar += sBar;
    q0Bar += ppBar;
    q1Bar += dBar;
    const pBar = ppBar,
      qBar = ppBar * f + pqBar * h;
    const cc = qpBar,
      dd = qpBar * f + dBar * h;
    fBar += ppBar * q + qpBar * h * d0 + pBar * c0 + qBar * d0 + yBar * w;
    hBar += pqBar * q + dBar * h * d0 + cc * c0 + dd * d0 + vBar * w;
    aBar = pBar;
    bBar = qBar;
    cBar = pBar * f + cc * h;
    dBar = qBar * f + dd * h;
    xBar = yBar;
    vBar = yBar * f + vBar * h;
  }
  return [sum, [[fBar, hBar, 2 * q0 * q0Bar, 2 * q1 * q1Bar, 2 * r * rBar]]];
}

const random = noise(19);
const seen = Array.from({ length: 400 }, random);
export const filter: Workload = { name: 'filter', f: likelihood, args: [[0.1, 0.95, 0.3, 0.2, 0.5], seen], wrt: [0], expert };
