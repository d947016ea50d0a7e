/** The atoms of `cluster` as they come: arrays, records, and instances that compute their coordinates. */
import { cluster } from '../workloads/cluster.ts';
import type { Twin } from './twin.ts';

interface Vector {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

class Atom {
  place: number[];

  constructor(place: number[]) {
    this.place = place;
  }

  get x(): number {
    return this.place[0]!;
  }

  get y(): number {
    return this.place[1]!;
  }

  get z(): number {
    return this.place[2]!;
  }
}

type Placed = number[] | Vector | Atom;

const placeOf = (atom: Placed): Vector => (Array.isArray(atom) ? { x: atom[0]!, y: atom[1]!, z: atom[2]! } : atom);
const minus = (a: Vector, b: Vector): Vector => ({ x: a.x - b.x, y: a.y - b.y, z: a.z - b.z });
const dot = (a: Vector, b: Vector): number => a.x * b.x + a.y * b.y + a.z * b.z;

function energy(atoms: Placed[], depth: number): number {
  let sum = 0;
  for (let i = 0; i < atoms.length; i++) {
    for (let j = 0; j < i; j++) {
      const apart = minus(placeOf(atoms[i]!), placeOf(atoms[j]!));
      const q = 1 / (dot(apart, apart) + 0.5);
      const s = q * q * q;
      sum += 4 * depth * (s * s - s);
    }
  }
  return sum;
}

const [plain, depth] = cluster.args as [Vector[], number];
const mixed = plain.map(({ x, y, z }, i): Placed => (i % 3 === 0 ? [x, y, z] : i % 3 === 1 ? { x, y, z } : new Atom([x, y, z])));
/** The expert's records, in the order of their numbers. */
const expert = (_: Placed[], d: number): readonly [number, readonly unknown[]] => cluster.expert(plain, d);

export const mixedCluster: Twin = { name: 'cluster', f: energy, args: [mixed, depth], wrt: [0, 1], expert, plain: cluster };
