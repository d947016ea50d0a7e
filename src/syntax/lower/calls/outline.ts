/** Functions of the program that are called: recursive ones, and whatever no longer fits in. */
import type * as t from '@babel/types';
import * as K from '../../../facts/kinds.ts';
import { block, instr } from '../../../ir/build.ts';
import { type Atom, type Site, isId, lit } from '../../../ir/ir.ts';
import { Flow, NEVER } from '../flow.ts';
import { input, usedIn } from '../known.ts';
import type { Outlined } from '../outlines.ts';
import { Sure } from '../risk.ts';
import { closeSplits, isTried, split } from '../split.ts';
import { Activation, type Lowering, THROW } from '../state.ts';
import { usesThis } from '../unit.ts';
import { type Callable, inlined } from './inline.ts';

/** How the keys of functions begin that derivatives are taken of. */
export const DERIVATIVE = 'derivative ';
/** The name of what second derivatives are told as. */
export const SECOND = 'second derivative';

/** Calls nested more deeply are not lowered inside of each other. */
const DEEPEST = 24;

/** Lowers the functions that had to wait. Their callers learn of their results in the next round. */
export function lowerWaiting(l: Lowering): void {
  const stack = l.stack.splice(0);
  for (let next = l.waiting.pop(); next; next = l.waiting.pop()) next();
  l.stack.push(...stack);
}

/**
 * Calls the function by name; `marks` follow it. `called` tells it from others, and from the same one with other functions as arguments. Inside
 * a `try` that is a variant of it, which gives whether it threw, and what, beside its result.
 */
export function outline(
  l: Lowering,
  node: t.Node,
  callee: Callable,
  called: string,
  receiver: Atom,
  args: readonly Atom[],
  marks: readonly string[] = [],
): Atom {
  const { session } = l;
  const { name, operands, key } = apart(l, node, callee, called, receiver, args);
  const tried = isTried(l);
  const out = [
    ...(tried ? [l.fresh(K.BOOL, 'threw'), l.fresh(session.memo(`fn ${key} thrown`, K.BOTTOM), 'error')] : []),
    l.remembered(`fn ${key} result`),
  ];
  if (tried) l.solid.add(out[0]!);
  l.push(instr('call', out, operands, { attr: [name, ...marks], site: l.site }));
  if (tried) split(l, { test: out[0]!, error: out[1]! });
  return out.at(-1)!;
}

/** A function of the program, and what a call of it gives it. */
interface Apart {
  readonly name: string;
  readonly operands: readonly Atom[];
  readonly key: string;
}

export function apart(l: Lowering, node: t.Node, callee: Callable, called: string, receiver: Atom, args: readonly Atom[]): Apart {
  const { session } = l;
  const key = isTried(l) ? `${called} tried` : called;
  const outlined = session.outlines.of(key, isTried(l) ? `${nameOf(callee)}Tried` : nameOf(callee));
  const self = callee.constructs || usesThis(callee.node) ? [receiver] : [];
  const given = [...self, ...callee.taken.map((a) => a ?? lit(undefined)), ...args];
  given.forEach((atom, i) => {
    session.memo(`fn ${key} ${i}`, l.kind(atom), l.isSolid(atom));
    session.same(`fn ${key} ${i}`, isId(atom) ? (l.knowns.get(atom) ?? null) : null);
  });
  if (!l.outlinedNow.has(key)) {
    l.outlinedNow.add(key);
    const keyed = {
      called,
      key,
      count: given.length,
      self: self.length,
      tried: isTried(l),
      nested: nestedIn(l, called),
      site: l.site,
    };
    const lower = (): void => lowerOutlined(l, node, callee, outlined, keyed);
    // the engine's own stack is finite: what is nested deeply waits until the rest is done
    if (l.stack.length > DEEPEST) l.waiting.push(lower);
    else lower();
  }
  const needs = outlined.needs.map((n) => input(l, n.key, n.capture));
  const kind = session.memo(`fn ${key} result`, K.BOTTOM);
  if (kind.prims === 0 && kind.cls === K.NO_CLASS) l.sawBottom = true;
  return { name: outlined.name, operands: [...given, ...needs], key };
}

function nestedIn({ nested, activation }: Lowering, called: string): Lowering['nested'] {
  if (nested === 'second' || !called.startsWith(DERIVATIVE)) return nested;
  return activation.isModel && activation.unit.name === SECOND ? 'second' : 'first';
}

const nameOf = ({ node, name }: Callable): string =>
  'id' in node && node.id ? node.id.name : name.replace(/^.*\./, '').replace(/\W/g, '') || 'inner';

/** What tells the function from others, without and with what stands around the call; how many parameters it has. */
interface Keyed {
  readonly called: string;
  readonly key: string;
  readonly count: number;
  /** 1 where the first one is `this`. */
  readonly self: number;
  /** It is called inside a `try`. */
  readonly tried: boolean;
  /** A derivative is taken of it, or of what calls it; see Lowering. */
  readonly nested: Lowering['nested'];
  readonly site: Site | null;
}

/** Whether it threw, and what. */
function throwing(l: Lowering, { exit, thrown }: Activation, key: string): Atom[] {
  const { flow } = l;
  if (!flow.codes.has(THROW)) return [lit(false), lit(undefined)];
  const error = flow.get(thrown)!;
  l.session.memo(`fn ${key} thrown`, l.kind(error));
  return [flow.falls ? l.pure('seq', flow.get(exit)!, lit(THROW)) : lit(true), error];
}

/** Lowers the body, in a flow of its own. */
function lowerOutlined(l: Lowering, node: t.Node, callee: Callable, outlined: Outlined, keyed: Keyed): void {
  const saved = {
    body: l.body,
    flow: l.flow,
    inputs: l.inputs,
    tries: l.tries,
    splits: l.splits,
    risk: l.risk,
    sure: l.sure,
    loops: l.loops,
    arms: l.arms,
    nested: l.nested,
  };
  try {
    lowerBody(l, callee, outlined, keyed);
  } catch (error) {
    l.outlinedNow.delete(keyed.key);
    throw error;
  } finally {
    l.at = node;
    Object.assign(l, saved);
  }
}

function lowerBody(l: Lowering, callee: Callable, outlined: Outlined, { called, key, count, self, tried, nested, site }: Keyed): void {
  l.body = [];
  l.flow = new Flow();
  l.inputs = new Map();
  l.splits = [];
  l.risk = null;
  // it may be called often
  l.loops = 1;
  l.arms = 0;
  l.nested = nested;
  l.sure = new Sure();
  l.tries = tried ? [new Flow()] : [];
  for (const need of outlined.needs) input(l, need.key, need.capture);
  const params = Array.from({ length: count }, (_, i) => l.remembered(`fn ${key} ${i}`));
  params.forEach((param, i) => {
    const known = l.session.same(`fn ${key} ${i}`);
    if (known) l.knowns.set(param, known);
  });
  const taken = callee.taken.length;
  const path = l.session.path(0, `fn ${key}`);
  const activation = new Activation(callee.unit, callee.node, called, path, site);
  const receiver = self ? params[0]! : lit(undefined);
  // what the function throws is an exit of whoever calls it
  const caller = new Activation(callee.unit, callee.node, '', path, site);
  l.stack.push(caller);
  l.flow.set(caller.exit, lit(0));
  l.flow.set(caller.thrown, NEVER);
  const result = inlined(l, activation, { ...callee, taken: params.slice(self, self + taken) }, receiver, {
    values: params.slice(self + taken),
    list: null,
  });
  const [value] = closeSplits(l, 0, [result]) as [Atom];
  const yields = tried ? [...throwing(l, caller, key), value] : [value];
  l.stack.pop();
  l.session.memo(`fn ${key} result`, l.kind(value), l.isSolid(value));
  const used = new Set([...usedIn(l.body, yields)].map((id) => l.original(id)));
  for (const { id, key: need, capture } of l.inputs.values()) if (used.has(id)) l.session.outlines.need(outlined, need, capture);
  const needed = outlined.needs.map((need) => l.inputs.get(need.key)!.id);
  l.fns.push({ name: outlined.name, body: block([...params, ...needed], l.body, yields) });
}
