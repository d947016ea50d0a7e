/** Functions of the program that are called: recursive ones, and whatever no longer fits in. */
import type * as t from '@babel/types';
import * as K from '../../../facts/kinds.ts';
import { block } from '../../../ir/build.ts';
import { type Atom, type Site, lit } from '../../../ir/ir.ts';
import { Flow } from '../flow.ts';
import { input, usedIn } from '../known.ts';
import type { Outlined } from '../session.ts';
import { Activation, type Lowering } from '../state.ts';
import { usesThis } from '../unit.ts';
import { type Callable, inlined } from './inline.ts';

/** Calls nested more deeply are not lowered inside of each other. */
const DEEPEST = 24;

/** Lowers the functions that had to wait. Their callers learn of their results in the next round. */
export function lowerWaiting(l: Lowering): void {
  const stack = l.stack.splice(0);
  for (let next = l.waiting.pop(); next; next = l.waiting.pop()) next();
  l.stack.push(...stack);
}

/** Calls the function by name. `key` tells it from others, and from the same one with other functions as arguments. */
export function outline(l: Lowering, node: t.Node, callee: Callable, key: string, receiver: Atom, args: readonly Atom[]): Atom {
  const { session } = l;
  const outlined = session.outlined(key, nameOf(callee));
  const self = callee.constructs || usesThis(callee.node) ? [receiver] : [];
  const given = [...self, ...callee.taken.map((a) => a ?? lit(undefined)), ...args];
  given.forEach((atom, i) => session.memo(`fn ${key} ${i}`, l.kind(atom)));
  if (!l.outlinedNow.has(key)) {
    l.outlinedNow.add(key);
    const { site } = l;
    const lower = (): void => lowerOutlined(l, node, callee, outlined, key, given.length, self.length, site);
    // the engine's own stack is finite: what is nested deeply waits until the rest is done
    if (l.stack.length > DEEPEST) l.waiting.push(lower);
    else lower();
  }
  const needs = outlined.needs.map((n) => input(l, n.key, n.capture));
  const kind = session.memo(`fn ${key} result`, K.BOTTOM);
  if (kind.prims === 0 && kind.cls === K.NO_CLASS) l.sawBottom = true;
  return l.emit('call', [...given, ...needs], { attr: [outlined.name], kind });
}

const nameOf = ({ node, name }: Callable): string =>
  'id' in node && node.id ? node.id.name : name.replace(/^.*\./, '').replace(/\W/g, '') || 'inner';

/** Lowers the body, in a flow of its own. */
function lowerOutlined(
  l: Lowering,
  node: t.Node,
  callee: Callable,
  outlined: Outlined,
  key: string,
  count: number,
  self: number,
  site: Site | null,
): void {
  const saved = { body: l.body, flow: l.flow, inputs: l.inputs };
  try {
    lowerBody(l, callee, outlined, key, count, self, site);
  } catch (error) {
    l.outlinedNow.delete(key);
    throw error;
  } finally {
    l.at = node;
    Object.assign(l, saved);
  }
}

function lowerBody(l: Lowering, callee: Callable, outlined: Outlined, key: string, count: number, self: number, site: Site | null): void {
  l.body = [];
  l.flow = new Flow();
  l.inputs = new Map();
  for (const need of outlined.needs) input(l, need.key, need.capture);
  const params = Array.from({ length: count }, (_, i) => l.fresh(l.session.memo(`fn ${key} ${i}`, K.BOTTOM)));
  const taken = callee.taken.length;
  const path = l.session.path(0, `fn ${key}`);
  const activation = new Activation(callee.unit, callee.node, key, path, site);
  const receiver = self ? params[0]! : lit(undefined);
  const value = inlined(l, activation, { ...callee, taken: params.slice(self, self + taken) }, receiver, {
    values: params.slice(self + taken),
    list: null,
  });
  l.session.memo(`fn ${key} result`, l.kind(value));
  const used = new Set([...usedIn(l.body, [value])].map((id) => l.original(id)));
  for (const { id, key: need, capture } of l.inputs.values()) if (used.has(id)) l.session.need(outlined, need, capture);
  const needed = outlined.needs.map((need) => l.inputs.get(need.key)!.id);
  l.fns.push({ name: outlined.name, body: block([...params, ...needed], l.body, [value]) });
}
