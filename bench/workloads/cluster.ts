/** Atoms that attract and repel one another: objects with fields, small vectors made and dropped. */
import { noise, type Workload } from './workload.ts';

interface Vector {
  x: number;
  y: number;
  z: number;
}
const minus = (a: Vector, b: Vector): Vector => ({ x: a.x - b.x, y: a.y - b.y, z: a.z - b.z });
const dot = (a: Vector, b: Vector): number => a.x * b.x + a.y * b.y + a.z * b.z;

function energy(atoms: Vector[], depth: number): number {
  let sum = 0;
  for (let i = 0; i < atoms.length; i++) {
    for (let j = 0; j < i; j++) {
      const apart = minus(atoms[i]!, atoms[j]!);
      const q = 1 / (dot(apart, apart) + 0.5);
      const s = q * q * q;
      sum += 4 * depth * (s * s - s);
    }
  }
  return sum;
}

function expert(atoms: Vector[], depth: number): [number, [Vector[], number]] {
  const bars = atoms.map(() => ({ x: 0, y: 0, z: 0 }));
  let sum = 0;
  for (let i = 0; i < atoms.length; i++) {
    const a = atoms[i]!;
    const aBar = bars[i]!;
    for (let j = 0; j < i; j++) {
      const b = atoms[j]!;
      const bBar = bars[j]!;
      const [x, y, z] = [a.x - b.x, a.y - b.y, a.z - b.z];
      const q = 1 / (x * x + y * y + z * z + 0.5);
      const s = q * q * q;
      sum += 4 * (s * s - s);
      const g = -24 * depth * (2 * s - 1) * s * q;
      aBar.x += g * x;
      aBar.y += g * y;
      aBar.z += g * z;
      bBar.x -= g * x;
      bBar.y -= g * y;
      bBar.z -= g * z;
    }
  }
  return [depth * sum, [bars, sum]];
}

const random = noise(11);
const atoms = Array.from({ length: 80 }, () => ({ x: 4 * random(), y: 4 * random(), z: 4 * random() }));
export const cluster: Workload = { name: 'cluster', f: energy, args: [atoms, 1.5], wrt: [0, 1], expert };
