/** Function values on their way to code that is not transformed: records become real functions. */
import type * as t from '@babel/types';
import { fieldSlot } from '../../../facts/heap.ts';
import * as K from '../../../facts/kinds.ts';
import type { ClassId } from '../../../facts/kinds.ts';
import type { AdjointError } from '../../../fault/fault.ts';
import { fault } from '../../../fault/messages.ts';
import { type Atom, lit } from '../../../ir/ir.ts';
import { type Make, makerOf } from '../../callbacks.ts';
import type { Capture } from '../../environment.ts';
import type { FunctionNode } from '../../read.ts';
import { isStandIn } from '../../stand-in.ts';
import { capturedKey, isClosure, takenBy } from '../closure.ts';
import { flush } from '../attempt.ts';
import { Flow } from '../flow.ts';
import { assignment, builtin } from '../known.ts';
import { isMadeHere } from '../leaks.ts';
import { eachPart } from '../parts.ts';
import { Activation, type Lowering } from '../state.ts';
import { type Captured, type Unit, captured, isBoxed, staticFunction } from '../unit.ts';
import { inlined } from './inline.ts';

/**
 * A value that a function which is not transformed can work with. `reason`: why that function is not. `how` is `kept` where nobody
 * calls it yet.
 */
export function visible(
  l: Lowering,
  node: t.Node,
  value: Atom,
  name: string,
  reason: AdjointError | undefined,
  how: 'opaque' | 'kept' = 'opaque',
): Atom {
  if (!isClosure(l, value)) return value;
  if (K.isMixed(l.kind(value))) return eachPart(l, value, (part) => visible(l, node, part, name, reason, how));
  const { cls } = l.kind(value);
  const refuse: Refuse = (why) => {
    throw reason ?? fault('E_UNSUPPORTED', l.site, { construct: `A function of yours ${why}, given to \`${name}\`,`, instead: INSTEAD });
  };
  prepare(l, cls, refuse, new Set());
  foresee(l, node, value);
  const label = `${name}, given a function of yours`;
  const active = { construct: `A function of yours that uses values which the result depends on, given to \`${name}\`,`, instead: INSTEAD };
  l.refusals.set(label, reason ?? fault('E_UNSUPPORTED', l.site, active));
  const kind = K.ref(l.heap.site(l.key(node, `callback ${name}`), 'opaque'));
  return l.emit('native', [builtin(l, l.session.real, 'real'), lit(undefined), value], { attr: [label, how], kind });
}

const INSTEAD = 'Call it from code of yours, or take the values that it uses out of the derivative';

type Refuse = (why: string) => never;

/** What a function may put into memory that it has taken along, whoever calls it with whatever: lowered for that, and left out. */
function foresee(l: Lowering, node: t.Node, value: Atom): void {
  const { cls } = l.kind(value);
  for (const target of l.heap.get(cls).targets) {
    const seen = target.is === 'closure' ? `${target.code}/${l.heap.root(cls)}` : null;
    if (target.is !== 'closure' || seen === null || l.foreseen.has(seen)) continue;
    l.foreseen.add(seen);
    const { unit, node: fn } = l.session.codeAt(target.code);
    flush(l);
    const { body, flow, at } = l;
    const tries = l.tries.splice(0);
    Object.assign(l, { body: [], flow: new Flow() });
    const unknown = (): Atom => l.fresh(l.anything(node));
    const path = l.session.path(l.activation.path, `${node.start} callback ${target.code}`);
    const callee = { unit, node: fn, taken: takenBy(l, value, unit, fn), name: unit.name };
    try {
      inlined(l, new Activation(unit, fn, `callback ${target.code}`, path, l.site), callee, unknown(), {
        values: fn.params.map(unknown),
        list: null,
      });
      flush(l);
    } finally {
      l.tries.push(...tries);
      Object.assign(l, { body, flow, at });
    }
  }
}

/** Makes sure that the functions of a class can stand alone, and those that they have taken along. */
function prepare(l: Lowering, cls: ClassId, refuse: Refuse, seen: Set<ClassId>): void {
  const root = l.heap.root(cls);
  if (seen.has(root)) return;
  seen.add(root);
  for (const target of l.heap.get(root).targets) {
    if (target.is !== 'closure') continue;
    const { unit, node } = l.session.codeAt(target.code);
    if (unit.fn === null || !/^(Function|ArrowFunction)/.test(node.type)) return refuse('that is a method');
    captured(node, unit.source).forEach((c, i) => {
      if (typeof c === 'string' && c !== 'this') refuse(`that uses \`${c}\` of the function around it`);
      const held = l.heap.slot(root, fieldSlot(capturedKey(target.code, i)));
      for (const inside of K.classesIn(held)) {
        if (isMadeHere(l, inside)) prepare(l, inside, refuse, seen);
        else if (leadsToClosure(l, inside)) refuse('that uses others in objects or changing variables');
      }
    });
    if (!l.session.makers.has(target.code)) l.session.makers.set(target.code, maker(l, unit, node, refuse));
  }
}

/** Whether references lead from a class to functions made by derived code. */
export const leadsToClosure = (l: Lowering, cls: ClassId): boolean => [...l.heap.closure([cls])].some((id) => isMadeHere(l, id));

function maker(l: Lowering, unit: Unit, node: FunctionNode, refuse: Refuse): Make {
  const { session } = l,
    { source } = unit;
  const taken = new Map<Captured, { key: string; boxed: boolean }>();
  captured(node, source).forEach((c, i) =>
    taken.set(c, { key: capturedKey(session.code(unit, node), i), boxed: typeof c !== 'string' && isBoxed(c, source) }),
  );
  const free = (name: string, assigned: boolean): Capture => {
    const capture = session.free(unit, name);
    if (!capture) throw fault('E_CAPTURE', l.site, { names: name, name: unit.name });
    if (isStandIn(capture.value)) return refuse('that uses the name of the function expression around it');
    if (capture.given) return refuse('that uses a variable which was given along');
    if (assigned && !capture.write && !capture.global) throw assignment(l, unit, name);
    return capture;
  };
  return makerOf({ node, source, taken, fixed: staticFunction, free }, session.real);
}
