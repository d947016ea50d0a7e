/** A net of springs: nodes and springs are objects that refer to each other, forces are fields; closures in `forEach`. */
import { noise, type Workload } from './workload.ts';

interface Net {
  nodes: { x: number; y: number; m: number }[];
  springs: { k: number; rest: number }[];
}

function simulate(net: Net, ends: Int32Array, steps: number): number {
  const nodes = net.nodes.map(({ x, y, m }) => ({ x, y, vx: 0, vy: 0, fx: 0, fy: 0, m }));
  const springs = net.springs.map(({ k, rest }, i) => ({ a: nodes[ends[2 * i]!]!, b: nodes[ends[2 * i + 1]!]!, k, rest }));
  for (let t = 0; t < steps; t++) {
    nodes.forEach((node) => {
      node.fx = 0;
      node.fy = -node.m;
    });
    for (const { a, b, k, rest } of springs) {
      const dx = b.x - a.x;
      const dy = b.y - a.y;
      const d = Math.hypot(dx, dy);
      const f = (k * (d - rest)) / d;
      a.fx += f * dx;
      a.fy += f * dy;
      b.fx -= f * dx;
      b.fy -= f * dy;
    }
    nodes.forEach((node) => {
      node.vx = 0.99 * node.vx + (0.01 * node.fx) / node.m;
      node.vy = 0.99 * node.vy + (0.01 * node.fy) / node.m;
      node.x += 0.01 * node.vx;
      node.y += 0.01 * node.vy;
    });
  }
  return nodes.reduce((sum, { x, y }) => sum + x * x + y * y, 0);
}

/** Numbers side by side; places and forces of each step kept. */
function expert(net: Net, ends: Int32Array, steps: number): [number, [Net]] {
  const { springs } = net;
  const n = 2 * net.nodes.length;
  const mass = Float64Array.from({ length: n }, (_, q) => net.nodes[q >> 1]!.m);
  const at = Float64Array.from({ length: n }, (_, q) => (q % 2 ? net.nodes[q >> 1]!.y : net.nodes[q >> 1]!.x));
  const speed = new Float64Array(n),
    force = new Float64Array(n);
  const places = new Float64Array(steps * n),
    forces = new Float64Array(steps * n);
  for (let t = 0; t < steps; t++) {
    places.set(at, t * n);
    for (let q = 0; q < n; q++) force[q] = q % 2 ? -mass[q]! : 0;
    for (let i = 0; i < springs.length; i++) {
      const { k, rest } = springs[i]!;
      const a = 2 * ends[2 * i]!,
        b = 2 * ends[2 * i + 1]!;
      const dx = at[b]! - at[a]!,
        dy = at[b + 1]! - at[a + 1]!;
      const d = Math.sqrt(dx * dx + dy * dy);
      const f = (k * (d - rest)) / d;
      force[a]! += f * dx;
      force[a + 1]! += f * dy;
      force[b]! -= f * dx;
      force[b + 1]! -= f * dy;
    }
    forces.set(force, t * n);
    for (let q = 0; q < n; q++) {
      speed[q] = 0.99 * speed[q]! + (0.01 * force[q]!) / mass[q]!;
      at[q]! += 0.01 * speed[q]!;
    }
  }
  const atBar = at.map((x) => 2 * x);
  const speedBar = new Float64Array(n),
    forceBar = new Float64Array(n),
    massBar = new Float64Array(n);
  const springBars = springs.map(() => ({ k: 0, rest: 0 }));
  for (let t = steps - 1; t >= 0; t--) {
    const o = t * n;
    for (let q = 0; q < n; q++) {
      const g = speedBar[q]! + 0.01 * atBar[q]!;
      forceBar[q] = (0.01 * g) / mass[q]!;
      massBar[q]! -= (forceBar[q]! * forces[o + q]!) / mass[q]! + (q % 2 ? forceBar[q]! : 0);
      speedBar[q] = 0.99 * g;
    }
    for (let i = 0; i < springs.length; i++) {
      const { k, rest } = springs[i]!;
      const a = 2 * ends[2 * i]!,
        b = 2 * ends[2 * i + 1]!;
      const dx = places[o + b]! - places[o + a]!,
        dy = places[o + b + 1]! - places[o + a + 1]!;
      const d = Math.sqrt(dx * dx + dy * dy);
      const f = (k * (d - rest)) / d;
      const ex = forceBar[a]! - forceBar[b]!,
        ey = forceBar[a + 1]! - forceBar[b + 1]!;
      const fBar = ex * dx + ey * dy;
      springBars[i]!.k += (fBar * (d - rest)) / d;
      springBars[i]!.rest -= (fBar * k) / d;
      const dBar = (fBar * (k - f)) / d / d;
      const gx = f * ex + dBar * dx,
        gy = f * ey + dBar * dy;
      atBar[b]! += gx;
      atBar[b + 1]! += gy;
      atBar[a]! -= gx;
      atBar[a + 1]! -= gy;
    }
  }
  const nodes = net.nodes.map((_, i) => ({ x: atBar[2 * i]!, y: atBar[2 * i + 1]!, m: massBar[2 * i]! + massBar[2 * i + 1]! }));
  return [at.reduce((sum, x) => sum + x * x, 0), [{ nodes, springs: springBars }]];
}

const random = noise(23);
const COUNT = 20;
const net: Net = {
  nodes: Array.from({ length: COUNT }, (_, i) => ({
    x: (i % 5) + 0.1 * random(),
    y: Math.floor(i / 5) + 0.1 * random(),
    m: 1 + 0.2 * random(),
  })),
  springs: Array.from({ length: 60 }, () => ({ k: 10 + random(), rest: 1 + 0.1 * random() })),
};
const ends = Int32Array.from({ length: 120 }, (_, at) => {
  const i = at >> 1;
  return at % 2 ? ((i % COUNT) + 1 + Math.floor(i / COUNT) * 4) % COUNT : i % COUNT;
});
export const springs: Workload = { name: 'springs', f: simulate, args: [net, ends, 60], wrt: [0], expert };
