/** How many columns an expression takes, roughly. */
import type { Atom, Instr } from '../../ir/ir.ts';

export function widthOf(instr: Instr, width: (atom: Atom) => number): number {
  const sum = instr.args.reduce<number>((n, a) => n + width(a), 0),
    gaps = Math.max(0, instr.args.length - 1);
  switch (instr.op) {
    case 'load':
      return sum + 2;
    case 'neg':
    case 'plus':
    case 'not':
    case 'bitnot':
      return sum + 1;
    case 'length':
      return sum + 7;
    case 'typeof':
    case 'nullish':
      return sum + 8;
    case 'select':
      return sum + 6;
    case 'strong':
      return sum + width(instr.args[0]!) + 14;
    case 'apply':
      return sum + instr.attr[0]!.replace('Math.', '').length + 2 + 2 * gaps;
    case 'call':
    case 'native':
      return sum + (instr.attr[0]?.length ?? 0) + 2 + 2 * gaps;
    case 'array':
      return sum + 2 + 2 * gaps;
    case 'object':
      return sum + 4 + 2 * gaps + instr.attr.reduce((n, k) => n + k.length + 2, 0);
    case 'fresh':
    case 'copy':
    case 'view':
    case 'viewbuffer':
    case 'shadow':
      return sum + 18;
    default:
      return sum + 3 * Math.max(1, gaps);
  }
}
