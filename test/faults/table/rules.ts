/** Faults in the rules of users: kernels, their derivatives, and what those work on. */
import { seeded } from '../fault.ts';

const SWEEP = 'src/dispatch/sweep.ts';
const KERNEL = 'src/syntax/lower/calls/kernel.ts';
const STRUCTURE = 'src/syntax/lower/calls/structure.ts';

export const userRules = [
  ...seeded('kernels', [
    [SWEEP, 'numbers get nothing of a kernel', "numbers.forEach((i, n) => this.add(args[i]!, numbers.length === 1 ? out : this.emit('load', [out, lit(n)])));", ''],
    [STRUCTURE, 'cotangents of a kernel take the place of others', "'s[i] += +c[i];'", "'s[i] = +c[i];'"],
    ['src/syntax/lower/kernels.ts', 'kernels read what is written later', 'if ([...names, `${cls}:length`].some((slot) => isWritten(slot, entering.has(cls)))) return true;', ''],
    [KERNEL, 'what a kernel writes is not stored', 'rule.writes.forEach((at, n) => assign(l, node, values[at]!, rule.single ? result : load(l, result, lit(n))));', ''],
    ['src/facts/activity.ts', 'what a kernel gives is a constant', 'for (const atom of [...given, ...instr.out]) this.#whole(atom);', 'for (const atom of given) this.#whole(atom);'],
  ]),
];
