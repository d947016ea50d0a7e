/** Objects of one class that are of different forms: what is done is done for each form, behind a test of the constructor. */
import type { MemoryClass } from '../../facts/heap.ts';
import type { Atom, Id } from '../../ir/ir.ts';
import { choose } from './branch.ts';
import { constructorsOf, except, isSequence, isTypedForm, only, onlyForms } from './classes.ts';
import { builtin } from './known.ts';
import type { Lowering } from './state.ts';

/** What a value is seen as inside of a test. */
export interface View {
  /** The constructor of a sequence; null for records. */
  readonly name: string | null;
  readonly view: MemoryClass;
}

/** Each kind of sequence in a class, then its records; nothing where it holds something else. */
export function viewsOf(c: MemoryClass): readonly View[] {
  const sequences = constructorsOf(c).map((constructor) => ({ name: constructor, view: only(c, [constructor]) }));
  if (isSequence(c) || sequences.length === 0) return sequences;
  const records = except(c, (form) => form === 'array' || isTypedForm(form));
  return onlyForms(records, (form) => form === 'object') ? [...sequences, { name: null, view: records }] : [];
}

/** Runs the same for each view; the last one needs no test. */
export function eachView(l: Lowering, object: Id, [first, ...others]: readonly View[], run: (view: View) => Atom): Atom {
  const { name, view } = first!;
  const here = (): Atom => narrowed(l, object, view, () => run(first!));
  if (others.length === 0) return here();
  const constructor = builtin(l, (globalThis as unknown as Record<string, Function>)[name!]!, name!);
  return choose(l, l.emit('instanceof', [object, constructor]), here, () => eachView(l, object, others, run));
}

/** Inside a test of its form a value is of that form only. */
function narrowed(l: Lowering, object: Id, view: MemoryClass, run: () => Atom): Atom {
  const before = l.views.get(object);
  l.views.set(object, view);
  const value = run();
  if (before) l.views.set(object, before);
  else l.views.delete(object);
  return value;
}
