/** What is differentiated once, so that the cache of `node.cjs` has the code that a first call runs: the common constructs, each in small. */
const scale = 2;
const scratch = new Float64Array(4);

function relax(u0, k, steps) {
  const u = u0.slice();
  for (let t = 0; t < steps; t++) {
    let left = u[0];
    for (let i = 1; i < u.length - 1; i++) {
      const c = u[i];
      u[i] = c + k * (left - 2 * c * c + u[i + 1]);
      left = c;
    }
  }
  return u.reduce((s, v) => s + v * v, 0);
}

function filled(rows, w) {
  let sum = 0;
  for (let r = 0; r < rows.length; r++) {
    const row = rows[r];
    let most = -Infinity;
    for (let j = 0; j < scratch.length; j++) {
      scratch[j] = row[j % row.length] * w[j] + scale;
      if (scratch[j] > most) most = scratch[j];
    }
    for (const v of scratch) sum += Math.exp(v - most) + Math.sqrt(1 + v * v);
    sum += most > 0 ? Math.log(most) : Math.tanh(most);
  }
  return sum / rows.length;
}

const add = (a, b) => ({ x: a.x + b.x, y: a.y + b.y });

function walk(points, options) {
  let at = { x: 0, y: 0 };
  for (const p of points) at = add(at, { x: p.x * options.step, y: Math.sin(p.y) });
  const far = points.map((p) => Math.hypot(p.x - at.x, p.y - at.y));
  return far.reduce((a, b) => a + b, 0) + at.x * at.y;
}

class Spring {
  constructor(k) {
    this.k = k;
    this.v = 0;
  }
  step(x, dt) {
    this.v -= this.k * x * dt;
    return x + this.v * dt;
  }
}

function swing(p, n) {
  const spring = new Spring(p[0]);
  let x = p[1],
    i = 0;
  while (i++ < n) {
    if (Math.abs(x) > 10) break;
    x = spring.step(x, 0.01);
  }
  return x ** 2 + Math.max(x, p[0]);
}

export const programs = [
  [relax, [Float64Array.of(1, 2, 3, 4), 0.1, 3]],
  [
    filled,
    [
      [
        [1, 2, 3],
        [2, 3, 4],
      ],
      [0.1, 0.2, 0.3, 0.4],
    ],
  ],
  [
    walk,
    [
      [
        { x: 1, y: 2 },
        { x: 3, y: 4 },
      ],
      { step: 0.5 },
    ],
  ],
  [swing, [Float64Array.of(1, 2), 4]],
  [(x, y) => x * Math.sin(y), [1, 2]],
];
