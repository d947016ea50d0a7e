import type { Program } from '../ir/ir.ts';

/** Names of reverse sweeps by those of functions. The program may be made of sweeps itself. */
export function backNames({ fns }: Program): Map<string, string> {
  const taken = new Set(fns.map((fn) => fn.name)),
    names = new Map<string, string>();
  for (const { name } of fns) {
    let back = `${name}Back`;
    while (taken.has(back)) back += 'Back';
    taken.add(back);
    names.set(name, back);
  }
  return names;
}
