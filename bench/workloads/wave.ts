/** A wave in a string of uneven speed: three buffers that take turns. */
import { floats, noise, type Workload } from './workload.ts';

function energy(speed: Float64Array, start: Float64Array, steps: number): number {
  const n = start.length;
  let before = start.slice();
  let now = start.slice();
  let next = new Float64Array(n);
  for (let t = 0; t < steps; t++) {
    for (let i = 1; i < n - 1; i++) {
      next[i] = 2 * now[i]! - before[i]! + speed[i]! * speed[i]! * (now[i + 1]! - 2 * now[i]! + now[i - 1]!);
    }
    const free = before;
    before = now;
    now = next;
    next = free;
  }
  let sum = 0;
  for (let i = 0; i < n; i++) sum += now[i]! * now[i]!;
  return sum;
}

function expert(speed: Float64Array, start: Float64Array, steps: number): [number, [Float64Array, Float64Array]] {
  const n = start.length;
  // every state, one after another; the ends are those of the buffer that is written
  const u = new Float64Array(n * (steps + 2));
  u.set(start);
  u.set(start, n);
  for (let t = 0; t < steps; t++) {
    const now = n * (t + 1);
    for (let i = 1; i < n - 1; i++) {
      const bend = u[now + i + 1]! - 2 * u[now + i]! + u[now + i - 1]!;
      u[now + n + i] = 2 * u[now + i]! - u[now - n + i]! + speed[i]! * speed[i]! * bend;
    }
    if (t % 3 !== 0) for (const i of [0, n - 1]) u[now + n + i] = start[i]!;
  }
  const last = n * (steps + 1);
  let value = 0;
  let nextBar = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    value += u[last + i]! ** 2;
    nextBar[i] = 2 * u[last + i]!;
  }
  const speedBar = new Float64Array(n);
  const startBar = new Float64Array(n);
  let nowBar = new Float64Array(n);
  let beforeBar = new Float64Array(n);
  for (let t = steps - 1; t >= 0; t--) {
    const now = n * (t + 1);
    for (let i = 1; i < n - 1; i++) {
      const g = nextBar[i]!;
      const c = speed[i]!;
      const pull = g * c * c;
      speedBar[i]! += 2 * g * c * (u[now + i + 1]! - 2 * u[now + i]! + u[now + i - 1]!);
      nowBar[i]! += 2 * (g - pull);
      nowBar[i - 1]! += pull;
      nowBar[i + 1]! += pull;
      beforeBar[i]! -= g;
    }
    if (t % 3 !== 0) for (const i of [0, n - 1]) startBar[i]! += nextBar[i]!;
    const free = nextBar;
    nextBar = nowBar;
    nowBar = beforeBar;
    beforeBar = free.fill(0);
  }
  for (let i = 0; i < n; i++) startBar[i]! += nextBar[i]! + nowBar[i]!;
  return [value, [speedBar, startBar]];
}

const random = noise(3);
const speed = floats(200, () => 0.6 + 0.3 * random());
const start = Float64Array.from({ length: 200 }, (_, i) => Math.exp(-(((i - 60) / 8) ** 2)) + 0.01 * random());
export const wave: Workload = { name: 'wave', f: energy, args: [speed, start, 150], wrt: [0, 1], expert };
