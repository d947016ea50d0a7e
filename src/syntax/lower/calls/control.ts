/** What differentiated code says about its own derivative: `stopGradient`, `onCotangent`, `isDifferentiating`. */
import type * as t from '@babel/types';
import * as K from '../../../facts/kinds.ts';
import { fault } from '../../../fault/messages.ts';
import { instr } from '../../../ir/build.ts';
import { type Atom, lit } from '../../../ir/ir.ts';
import { choose, refuseHere } from '../branch.ts';
import { isSurelyRef } from '../fold.ts';
import type { Lowering } from '../state.ts';
import { structured } from './clone.ts';
import { handed } from './native.ts';
import { apart } from './outline.ts';
import { told } from './told.ts';

type Control = (l: Lowering, node: t.Node, values: readonly Atom[]) => Atom;

export const CONTROL: Readonly<Record<string, Control>> = {
  isDifferentiating: () => lit(true),
  stopGradient: (l, node, [value = lit(undefined)]) => structured(l, node, value, 'stopGradient'),
  onCotangent: (l, node, [value = lit(undefined), hook = lit(undefined)]) => hooked(l, node, value, hook),
};

function hooked(l: Lowering, node: t.Node, value: Atom, hook: Atom): Atom {
  const kind = l.kind(value);
  if (l.nested === 'second') return value;
  if (!K.isRef(l.kind(hook)) && !l.isBottom(hook)) {
    refuseHere(
      l,
      fault('E_KIND', l.site, { what: 'The second argument of `onCotangent`', received: 'no function', expected: 'a function' }),
    );
    return value;
  }
  if (K.isNumber(kind)) return ofNumber(l, node, value, hook);
  if (kind.cls === K.NO_CLASS && !K.mayBeNumber(kind)) return value;
  if (isSurelyRef(value, l)) return ofMemory(l, node, value, hook);
  const type = l.pure('typeof', value);
  const unless = (rest: () => Atom): Atom =>
    K.mayBeNumber(kind)
      ? choose(l, l.pure('seq', type, lit('number')), () => ofNumber(l, node, l.emit('plus', [value], { kind: K.NUM }), hook), rest)
      : rest();
  if (kind.cls === K.NO_CLASS) return unless(() => value);
  return unless(() => {
    const isObject = (): Atom => l.pure('sne', value, lit(null));
    choose(l, choose(l, l.pure('seq', type, lit('object')), isObject, () => lit(false)), () => ofMemory(l, node, value, hook), () => value); // oxfmt-ignore
    return value;
  });
}

const NAME = 'onCotangent';

function ofNumber(l: Lowering, node: t.Node, value: Atom, hook: Atom): Atom {
  const out = l.fresh(K.NUM, 'hooked');
  l.solid.add(out);
  const nested = l.nested !== null;
  const { name, operands } = nested ? followed(l, node, hook) : { name: null, operands: [] };
  const given = nested ? lit(undefined) : handed(l, node, hook, NAME);
  l.push(instr('hook', [out], [value, given, ...operands], { attr: name === null ? [] : [name], site: l.site }));
  return out;
}

/** Inside of a derivative that is differentiated itself the hook is code like any other. */
function followed(l: Lowering, node: t.Node, hook: Atom): { readonly name: string; readonly operands: readonly Atom[] } {
  const unit = told(`(hook, g) => { const given = hook(g); return typeof given === 'number' ? given : g; }`, 'hook');
  const callee = { unit, node: unit.source.node, taken: [], name: 'hook' };
  const { name, operands } = apart(l, node, callee, `hook ${l.key(node)}`, lit(undefined), [hook, l.fresh(K.NUM, 'g')]);
  // the second one is the cotangent, which the reverse sweep has
  return { name, operands: operands.filter((_, i) => i !== 1) };
}

function ofMemory(l: Lowering, node: t.Node, value: Atom, hook: Atom): Atom {
  if (l.nested) throw fault('E_NESTED/hook', l.site);
  l.push(instr('hook', [], [value, handed(l, node, hook, NAME)], { site: l.site }));
  return value;
}
