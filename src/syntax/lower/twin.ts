/**
 * Programs that run beside the user's own function: the derived one on private copies, the own one for the value and all
 * effects. So the derived one may assign captured variables that nobody can write, but must do nothing that can be noticed.
 */
import type { Facts } from '../../facts/facts.ts';
import type { Form, MemoryClass } from '../../facts/heap.ts';
import * as K from '../../facts/kinds.ts';
import { type Atom, type Program, isId } from '../../ir/ir.ts';
import { forEachInstr } from '../../ir/walk.ts';
import type { Lowering } from './state.ts';

/** The program cannot be one of two. */
export class NotTwin extends Error {}

const { random: _, ...MATH } = Object.getOwnPropertyDescriptors(Math);
const QUIET: ReadonlySet<unknown> = new Set(
  [
    MATH,
    ...[String, Number, Boolean, String.prototype, Number.prototype, Boolean.prototype].map((o) => Object.getOwnPropertyDescriptors(o)),
  ]
    .flatMap((all) => Object.values(all as Record<string, PropertyDescriptor>).map((d) => d.value as unknown))
    .concat([String, Number, Boolean, isNaN, isFinite, parseFloat, parseInt, Array.isArray, Object.is, Object.keys]),
);

const { hasOwnProperty, propertyIsEnumerable, isPrototypeOf } = Object.prototype;
/** These look at an object and run nothing of it. */
const LOOKING: ReadonlySet<unknown> = new Set([hasOwnProperty, propertyIsEnumerable, isPrototypeOf]);

/** Functions whose calls leave nothing behind, if all they are given are values without code. */
export const isQuiet = (fn: unknown): boolean => QUIET.has(fn) || LOOKING.has(fn);

/** The object that it is a method of may be anything. */
export const isLooking = (fn: unknown): boolean => LOOKING.has(fn);

/** Memory that can be copied. */
const COPIED: ReadonlySet<Form> = new Set<Form>(['float64', 'float32', 'ints', 'array', 'object']);

/** Some objects of a class may be the caller's, and are not copied. */
export function isShared(l: Pick<Lowering, 'heap'>, cls: K.ClassId): boolean {
  const { user, forms } = l.heap.get(cls);
  return (user || forms.has('opaque')) && [...forms].some((form) => !COPIED.has(form));
}

/** Memory that is copied must not be found through what is not, and what cannot be seen must not be asked: it may run code. */
export function refuseUncopied(program: Program, { kinds, heap }: Facts): void {
  const classOf = (atom: Atom): MemoryClass | null => {
    const cls = isId(atom) ? (kinds.get(atom)?.cls ?? K.NO_CLASS) : K.NO_CLASS;
    return cls === K.NO_CLASS ? null : heap.get(cls);
  };
  for (const fn of program.fns)
    forEachInstr(fn, ({ op, args, out }) => {
      if (op !== 'load') return;
      const from = classOf(args[0]!),
        to = classOf(out[0]!);
      if (!from?.user || [...from.forms].every((form) => COPIED.has(form))) return;
      if (from.forms.has('opaque') || (to?.user && [...to.forms].some((form) => COPIED.has(form)))) throw new NotTwin();
    });
}
