/** Calls of functions that are not transformed. Whether an active value reaches one is judged later. */
import type * as t from '@babel/types';
import { type World, ruleOf } from '../../../../rules/index.ts';
import { ELEMENT } from '../../../facts/heap.ts';
import * as K from '../../../facts/kinds.ts';
import type { Kind } from '../../../facts/kinds.ts';
import type { AdjointError } from '../../../fault/fault.ts';
import { fault } from '../../../fault/messages.ts';
import { type Atom, isId, isLit, lit } from '../../../ir/ir.ts';
import { symbolName } from '../../../ir/symbols.ts';
import { isOfLanguage, isPrototypeOfLanguage } from '../../language.ts';
import { refuseHere } from '../branch.ts';
import { isClosure, targetsOf } from '../closure.ts';
import { isSurelyRef } from '../fold.ts';
import { isMadeHere } from '../leaks.ts';
import type { Called } from '../followed.ts';
import { builtin, idOf } from '../known.ts';
import { isIterable, requireForeign } from '../protocol.ts';
import { sequenceOf } from '../sequence.ts';
import type { Lowering } from '../state.ts';
import { NotTwin, isLooking, isQuiet } from '../twin.ts';
import type { Callee } from './call.ts';
import { requireOwnName } from './rule.ts';
import { leadsToClosure, visible } from './callback.ts';

export function nativeCall(
  l: Lowering,
  node: t.Node,
  callee: Callee,
  given: readonly Atom[],
  kind: Kind = resultKind(l, node, callee),
  inert = false,
): Atom {
  if (/\.(hasOwnProperty|propertyIsEnumerable)$/.test(callee.text)) requireOwnName(l, callee.receiver, given[0]);
  if (callee.text.endsWith('.next')) requireForeign(l, callee.receiver);
  const walks = callee.targets.some((t) => t.is === 'function' && WALK.has(t.value));
  const looked = inert ? given.map((arg) => standIn(l, arg)) : given;
  const walked = looked.map((arg) => (walks && isIterable(l, arg) ? sequenceOf(l, node, arg) : arg));
  const how = handOver(l, callee, walked, inert);
  const reason = reasonOf(l, callee);
  const args = walked.map((arg) => visible(l, node, arg, callee.text, reason));
  const id = emitCall(l, callee.text, [callee.value(), callee.receiver, ...args], how, kind);
  const [target] = callee.targets,
    [key] = args;
  if (target?.is === 'function' && target.value === Symbol.for && key !== undefined && isLit(key) && typeof key.lit === 'string')
    if (isId(id)) l.symbols.set(id, symbolName(Symbol.for(key.lit)));
  return id;
}

/** For a function made by derived code, where it is only looked at: one of its name. */
function standIn(l: Lowering, arg: Atom): Atom {
  if (!isClosure(l, arg) || !isSurelyRef(arg, l)) return arg;
  const [target] = targetsOf(l, arg);
  if (target?.is !== 'closure') return arg;
  const { node } = l.session.codeAt(target.code);
  let shown = shownAs.get(node);
  if (!shown) {
    const name = 'id' in node && node.id ? node.id.name : '';
    shownAs.set(node, (shown = Object.defineProperty(() => {}, 'name', { value: name })));
  }
  return builtin(l, shown, 'shown');
}
const shownAs = new WeakMap<t.Node, () => void>();

/** The same with the arguments in a list. */
export function nativeListCall(
  l: Lowering,
  node: t.Node,
  callee: Callee,
  list: Atom,
  kind: Kind = resultKind(l, node, callee),
  inert = false,
): Atom {
  const { cls } = l.kind(list);
  const inside = cls === K.NO_CLASS ? K.BOTTOM : l.heap.slot(cls, ELEMENT);
  if (K.classesIn(inside).some((id) => isMadeHere(l, id))) throw unseen(l, callee.text);
  const how = handOver(l, callee, [list], inert);
  const apply = builtin(l, Reflect.apply, 'Reflect.apply');
  const operands = [apply, lit(undefined), callee.value(), callee.receiver, list];
  return emitCall(l, callee.text, operands, { ...how, mark: how.mark ?? 'list' }, kind);
}

/** A function of the user's that the reverse sweep is to call as it is. */
export function handed(l: Lowering, node: t.Node, fn: Atom, name: string): Atom {
  const callee: Callee = {
    targets: targetsOf(l, fn),
    direct: null,
    value: () => fn,
    mayBeMissing: false,
    receiver: lit(undefined),
    text: name,
  };
  const { bridged } = handOver(l, callee, [fn], false);
  if (bridged) throw fault('E_UNSUPPORTED', l.site, { construct: `\`${name}\` in a function that assigns captured variables` });
  return visible(l, node, fn, name, undefined, 'kept');
}

/** How a call of code that is not transformed is made, and what is to be judged of it. */
interface Handing {
  readonly mark: 'inert' | 'opaque' | 'list' | null;
  /** Of an inert function whether it may be called anew when code is run again. */
  readonly world: World | null;
  /** Captured variables have to be handed over and taken back. */
  readonly bridged: boolean;
}

/** Why a function of the user's is called as it is. */
const reasonOf = (l: Lowering, { targets: [target] }: Callee): AdjointError | undefined =>
  target?.is === 'function' ? l.session.opaque.get(target.value) : undefined;

function handOver(l: Lowering, callee: Callee, given: readonly Atom[], inert: boolean): Handing {
  const { text, receiver } = callee;
  const reason = reasonOf(l, callee);
  if (l.session.twin && !isHarmless(l, callee, given)) throw new NotTwin(text);
  const calledBack = given.some((arg) => mayHoldCode(l, arg));
  const outside = !inert && (calledBack || mayHoldCode(l, receiver) || !isOfPlatform(l, callee));
  if (outside) refuseHidden(l, given, text, reason);
  l.outside ||= outside;
  if (outside) l.heap.forgetWords([receiver, ...given].flatMap((arg) => K.classesIn(l.kind(arg))));
  const bridged = outside && l.session.cells !== null;
  const opaque = reason !== undefined || (!inert && calledBack) || bridged;
  if (reason) l.refusals.set(text, reason);
  else if (opaque && !l.refusals.has(text))
    l.refusals.set(text, fault('E_NO_RULE', l.site, { callee: text, argument: 'memory that it may use' }));
  return { mark: inert ? 'inert' : opaque ? 'opaque' : null, world: inert ? worldOf(callee) : null, bridged };
}

function worldOf({ targets: [target] }: Callee): World | null {
  const rule = target?.is === 'function' ? ruleOf(target.value as (...args: never[]) => unknown) : undefined;
  return rule?.is === 'inert' ? rule.world : null;
}

function emitCall(l: Lowering, text: string, operands: readonly Atom[], { mark, world, bridged }: Handing, kind: Kind): Atom {
  const { cells, followed } = l.session;
  const way = `${l.key(l.at)} ${text}`,
    { fn } = l.activation.unit;
  // by the function, not by the place in its file, which the engine would have to be asked for
  const called: Called = { way, place: fn === null ? way : `${idOf(fn)}:${l.at.start} ${text}` };
  const refused = followed.refused.get(called.place) ?? followed.refused.get(called.way);
  if (refused) {
    refuseHere(l, refused);
    return lit(undefined);
  }
  const args = bridged ? [builtin(l, cells!.outside, 'outside'), lit(undefined), ...operands] : operands;
  const id = l.emit('native', args, { attr: [text, ...(mark ? [mark] : []), ...(world ? [world] : [])], kind });
  l.calls.set(id, called);
  return id;
}

/** Calling it twice makes no difference. */
function isHarmless(l: Lowering, { targets: [target], receiver }: Callee, args: readonly Atom[]): boolean {
  const fn = target?.is === 'function' ? target.value : null;
  return isQuiet(fn) && [...(isLooking(fn) ? [] : [receiver]), ...args].every((value) => !mayHoldCode(l, value));
}

/** The language and its host call what they are given, and nothing else of the user's. */
function isOfPlatform(l: Lowering, { targets }: Callee): boolean {
  const platform = (fn: Function): boolean => isOfLanguage(fn) || (l.session.environment.locate(fn)?.file.startsWith('node:') ?? false);
  return targets.length > 0 && targets.every((t) => t.is === 'function' && platform(t.value));
}

/** A function of the user's, or an object that leads to one. */
function mayHoldCode(l: Lowering, value: Atom): boolean {
  for (const id of l.heap.closure(K.classesIn(l.kind(value)))) {
    const { targets, accessors, protos } = l.heap.get(id);
    if (
      targets.some((t) => t.is === 'closure' || !isOfLanguage(t.value)) ||
      accessors.size > 0 ||
      [...protos].some((p) => !isPrototypeOfLanguage(p))
    )
      return true;
  }
  return false;
}

/** Functions made by derived code are records: where they hide in objects, only derived code can call them. */
function refuseHidden(l: Lowering, args: readonly Atom[], name: string, reason: AdjointError | undefined): void {
  for (const arg of args) {
    const { cls, fn } = l.kind(arg);
    if (cls === K.NO_CLASS || (fn === K.NO_CLASS && isClosure(l, arg)) || !leadsToClosure(l, cls)) continue;
    throw reason ?? fault('E_UNSUPPORTED', l.site, { construct: `An object with functions of yours given to \`${name}\`` });
  }
}

/** Functions that use up the iterator they are given. */
export const WALK: ReadonlySet<unknown> = new Set([
  Array.from,
  Object.fromEntries,
  (Object.getPrototypeOf(Float64Array) as typeof Array).from,
]);

/** A function made by derived code is a record: only derived code can call it. */
export function requireVisible(l: Lowering, arg: Atom, name: string): void {
  if (isClosure(l, arg)) throw unseen(l, name);
}

const unseen = (l: Lowering, name: string): AdjointError =>
  fault('E_UNSUPPORTED', l.site, { construct: `A function of yours given to \`${name}\`, which is not written in JavaScript,` });

/** What functions of the language give that have no rule. */
const GIVEN = new Map<unknown, Kind>();
const methods = (of: object, kind: Kind, names: string): void =>
  names.split(' ').forEach((name) => GIVEN.set((of as Readonly<Record<string, unknown>>)[name], kind));
methods(
  String.prototype,
  K.TEXT,
  'charAt concat normalize padEnd padStart repeat replace replaceAll slice substring substr toLowerCase toUpperCase trim trimEnd trimStart toString',
);
methods(String.prototype, K.NUM, 'charCodeAt indexOf lastIndexOf localeCompare search');
methods(String.prototype, K.prim(K.STRING | K.UNDEFINED), 'at');
methods(String.prototype, K.prim(K.NUMBER | K.UNDEFINED), 'codePointAt');
methods(String.prototype, K.BOOL, 'startsWith endsWith includes');
methods(Number.prototype, K.TEXT, 'toString toFixed toPrecision toExponential toLocaleString');
methods(Array.prototype, K.TEXT, 'join toString');
methods(Object.prototype, K.BOOL, 'hasOwnProperty isPrototypeOf propertyIsEnumerable');
methods(Object.prototype, K.TEXT, 'toString');
methods(globalThis, K.TEXT, 'String encodeURI encodeURIComponent decodeURI decodeURIComponent');
methods(String, K.TEXT, 'fromCharCode fromCodePoint raw');
methods(RegExp.prototype, K.BOOL, 'test');
methods(Date, K.NUM, 'parse UTC');
methods(
  Date.prototype,
  K.NUM,
  'getTime valueOf getFullYear getMonth getDate getDay getHours getMinutes getSeconds getMilliseconds getTimezoneOffset getUTCFullYear getUTCMonth getUTCDate getUTCDay getUTCHours getUTCMinutes getUTCSeconds getUTCMilliseconds',
);
methods(
  Date.prototype,
  K.TEXT,
  'toString toISOString toDateString toTimeString toUTCString toLocaleString toLocaleDateString toLocaleTimeString',
);
methods(JSON, K.prim(K.STRING | K.UNDEFINED), 'stringify');

/** An array of texts. */
export function texts(l: Lowering, node: t.Node): Kind {
  const cls = l.heap.site(l.key(node, 'texts'), 'array');
  l.heap.widen(cls, ELEMENT, K.TEXT);
  return K.ref(l.heap.root(cls));
}

function resultKind(l: Lowering, node: t.Node, { receiver, targets: [target, ...more] }: Callee): Kind {
  const fn = target?.is === 'function' && more.length === 0 ? target.value : null;
  if (fn === String.prototype.split && l.kind(receiver).cls === K.NO_CLASS) return texts(l, node);
  return GIVEN.get(fn) ?? l.anything(node);
}
