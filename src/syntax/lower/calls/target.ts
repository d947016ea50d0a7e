/** From a callee to what runs: one target takes the place of the call, several become a chain of tests. */
import type * as t from '@babel/types';
import { arrayOf, replacing, spreadRuleOf } from '../../../../rules/index.ts';
import { type Target, fieldSlot } from '../../../facts/heap.ts';
import * as K from '../../../facts/kinds.ts';
import { type Atom, isLit, lit } from '../../../ir/ir.ts';
import { choose } from '../branch.ts';
import { CODE } from '../../callbacks.ts';
import { classOf } from '../classes.ts';
import { isClosure, takenBy, takenNow } from '../closure.ts';
import { builtin } from '../known.ts';
import { load, loadPart, push } from '../memory.ts';
import { appendAll } from '../patterns.ts';
import { raise } from '../raise.ts';
import { sequenceOf } from '../sequence.ts';
import type { Lowering } from '../state.ts';
import { type Arg, argumentsFor, firstOf, isPlain, listOf, plainArguments } from './arguments.ts';
import type { Callee } from './call.ts';
import { structured } from './clone.ts';
import { constructBuiltin } from './construct.ts';
import { define } from './define.ts';
import { applyMethod, indirect } from './function-methods.ts';
import { enterFunction } from './inline.ts';
import { prototypeAsked } from './instance.ts';
import { nativeCall, nativeListCall } from './native.ts';
import { checkpointCall } from './checkpoint.ts';
import { nestedCall } from './nested.ts';
import { asOwn } from './subclass.ts';
import { applyRule, inlineModel, kindOfInert, ruleFor } from './rule.ts';

export function invoke(l: Lowering, node: t.Node, callee: Callee, args: readonly Arg[]): Atom {
  const { direct, targets, mayBeMissing, others = false } = callee;
  if (callee.run) return callee.run(node, args);
  if (direct)
    return enterFunction(
      l,
      node,
      { ...direct, taken: takenNow(l, direct.unit, direct.node), name: callee.text },
      callee.receiver,
      argumentsFor(l, node, args, direct.node, direct.unit.source),
    );
  if (targets.length === 0) return unknown(l, node, callee, args);
  const value = targets.length > 1 || mayBeMissing || others ? callee.value() : null;
  const run = (i: number): Atom => {
    const target = targets[i];
    if (target === undefined) return nativeCall(l, node, { ...callee, targets: [] }, plainArguments(l, args));
    if (i === targets.length - 1 && !others) return runTarget(l, node, callee, target, args);
    return choose(
      l,
      isTarget(l, value!, target),
      () => runTarget(l, node, callee, target, args),
      () => run(i + 1),
    );
  };
  if (value === null || !mayBeMissing) return run(0);
  return choose(
    l,
    l.pure('nullish', value),
    () => notCallable(l, callee),
    () => run(0),
  );
}

/** Nobody is known to be called: in an early round nobody yet, later JavaScript's own error. */
function unknown(l: Lowering, node: t.Node, callee: Callee, args: readonly Arg[]): Atom {
  const kind = l.kind(callee.value());
  if (kind.cls === K.NO_CLASS && (kind.prims !== 0 || l.session.resolving)) return notCallable(l, callee);
  const c = classOf(l, callee.value());
  if (c && c.forms.size > 0 && !c.forms.has('opaque') && !c.forms.has('function')) return notCallable(l, callee);
  if (!l.isBottom(callee.value())) return nativeCall(l, node, callee, plainArguments(l, args));
  l.sawBottom = true;
  return l.emit('native', [callee.value(), callee.receiver, ...args.map((a) => a.value)], { attr: [callee.text], kind: K.BOTTOM });
}

/** What JavaScript does with a callee that is no function. */
export function notCallable(l: Lowering, { text }: Callee): Atom {
  raise(l, TypeError, `${text} is not a function`);
  return lit(undefined);
}

export function isTarget(l: Lowering, value: Atom, target: Target): Atom {
  if (target.is === 'closure') return l.pure('seq', loadPart(l, value, CODE), lit(target.code));
  return l.pure('seq', value, builtin(l, target.value, target.value.name));
}

function runTarget(l: Lowering, node: t.Node, callee: Callee, target: Target, args: readonly Arg[]): Atom {
  if (target.is === 'closure') {
    const { unit, node: code } = l.session.codeAt(target.code);
    const taken = takenBy(l, callee.value(), unit, code);
    return enterFunction(
      l,
      node,
      { unit, node: code, taken, name: callee.text },
      callee.receiver,
      argumentsFor(l, node, args, code, unit.source),
    );
  }
  return callFunction(l, node, { ...callee, targets: [target] }, target.value, args);
}

/** `Object.defineProperty(f, 'name', …)`, by which bundlers give functions their names back: functions made here keep the one they have. */
function namesClosure(l: Lowering, fn: Function, args: readonly Arg[]): boolean {
  const [target, key] = args;
  return fn === Object.defineProperty && !!target && isClosure(l, target.value) && !!key && isLit(key.value) && key.value.lit === 'name';
}

/** Calls a function of the outside: by its rule, by its source, or as it is. */
function callFunction(l: Lowering, node: t.Node, callee: Callee, fn: Function, args: readonly Arg[]): Atom {
  const verb = l.session.verbs(fn);
  if (verb?.name === 'checkpoint') return checkpointCall(l, node, verb, args);
  if (verb) return nestedCall(l, node, verb, args);
  const inner = indirect(l, callee, fn, args);
  if (inner) return invoke(l, node, inner.callee, inner.args);
  if (!isPlain(args)) {
    const done = spreadCall(l, node, callee, fn, args);
    if (done !== null) return done;
  }
  if (namesClosure(l, fn, args)) return args[0]!.value;
  // an error has its stack from the start
  if (fn === Error.captureStackTrace && args[0] && classOf(l, args[0].value)?.slots.has(fieldSlot('stack'))) return lit(undefined);
  const unit = l.session.unit(fn);
  if (unit?.source.cls) {
    raise(l, TypeError, `Class constructor ${unit.name} cannot be invoked without 'new'`);
    return lit(undefined);
  }
  if (unit) {
    const { source, name } = unit;
    return enterFunction(
      l,
      node,
      { unit, node: source.node, taken: [], name },
      callee.receiver,
      argumentsFor(l, node, args, source.node, source),
    );
  }
  if (!isPlain(args)) return listCall(l, node, callee, fn, args);
  const values = plainArguments(l, args);
  const proto = prototypeAsked(l, fn, values);
  if (proto) return proto;
  const special = applyMethod(l, node, callee, fn, values) ?? constructBuiltin(l, node, fn, values, false) ?? define(l, node, fn, values);
  if (special !== null) return special;
  const replaces = values[1] !== undefined && isClosure(l, values[1]) ? replacing.get(fn) : undefined;
  if (replaces) return inlineModel(l, node, replaces, [callee.receiver, ...values]);
  if (fn === structuredClone && values.length === 1) return structured(l, node, values[0]!);
  const rule = ruleFor(fn);
  const own =
    rule &&
    asOwn(l, node, fn, callee.receiver, () => applyRule(l, node, { ...callee, receiver: builtin(l, Array, 'Array') }, rule, values));
  if (own) return own;
  return rule ? applyRule(l, node, callee, rule, values) : nativeCall(l, node, callee, values);
}

/** A builtin, called as it is with a list of unknown length. */
function listCall(l: Lowering, node: t.Node, callee: Callee, fn: Function, args: readonly Arg[]): Atom {
  if (fn === Array) return inlineModel(l, node, arrayOf, [listOf(l, node, args)]);
  const rule = ruleFor(fn);
  const kind = rule?.is === 'inert' ? kindOfInert(l, node, rule) : undefined;
  return nativeListCall(l, node, callee, listOf(l, node, args), kind, rule?.is === 'inert');
}

/** A call of a builtin with a list of unknown length among its arguments: `push(...list)`, `Math.max(...list, x)`, `Array.of(...list)`. */
function spreadCall(l: Lowering, node: t.Node, callee: Callee, fn: Function, args: readonly Arg[]): Atom | null {
  if (fn === Array.prototype.push) {
    args.forEach(({ value, spread }, i) =>
      spread ? appendAll(l, node, callee.receiver, sequenceOf(l, node, value), 0, String(i)) : push(l, callee.receiver, value),
    );
    return load(l, callee.receiver, lit('length'));
  }
  const reduction = spreadRuleOf(fn as (...args: never[]) => unknown);
  if (reduction?.is === 'model')
    return inlineModel(l, node, reduction, [args.length === 1 ? sequenceOf(l, node, args[0]!.value) : listOf(l, node, args)]);
  const rule = ruleFor(fn);
  // `Number()` is 0, `Number(undefined)` is not
  if (rule === undefined || rule.is === 'inert' || rule.name === 'Number') return null;
  if (rule.is === 'model') return inlineModel(l, node, rule, rule.method ? [callee.receiver] : [], listOf(l, node, args));
  return applyRule(l, node, callee, rule, firstOf(l, node, args, fn.length));
}
