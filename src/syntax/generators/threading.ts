/** Fewer stretches: a short one stands where it is gone to, so that most steps of a generator run straight through. */
import type * as t from '@babel/types';
import type { Node } from '../emit/ast.ts';
import { childrenOf, isFunction } from './shape.ts';

export interface Stretch {
  readonly label: number;
  readonly body: t.Statement[];
}

/** Going to a stretch: a block of its own, known by its label. */
export interface Jump extends Node {
  readonly type: 'BlockStatement';
  readonly jump: number;
}

const isJump = (node: t.Node): boolean => 'jump' in node;
const targetOf = (node: t.Node): number => (node as unknown as Jump).jump;

/** The size in nodes up to which a stretch is repeated; one that is gone to once has no limit. */
const SHORT = 60;
/** The most nodes that all repetitions may add. */
const MOST = 1200;

/** `kept`: the labels where a step can begin. */
export function threaded(stretches: readonly Stretch[], kept: ReadonlySet<number>): Stretch[] {
  let now = [...stretches];
  let room = MOST;
  for (;;) {
    const uses = usesIn(now);
    const next = now.find((s) => {
      if (kept.has(s.label) || jumpsIn(s.body).some((j) => targetOf(j) === s.label)) return false;
      const count = uses.get(s.label)?.length ?? 0;
      const size = sizeOf(s.body);
      return count <= 1 || (size <= SHORT && size * (count - 1) <= room);
    });
    if (!next) return now;
    const jumps = uses.get(next.label) ?? [];
    room -= sizeOf(next.body) * Math.max(0, jumps.length - 1);
    now = now.filter((s) => s !== next);
    jumps.forEach((jump, i) => become(jump, i === 0 ? next.body : next.body.map(copyOf)));
  }
}

/** Some step takes several stretches. */
export const goesOn = (stretches: readonly Stretch[]): boolean => stretches.some((s) => jumpsIn(s.body).length > 0);

/** A jump becomes what it went to. */
function become(jump: t.Node, body: readonly t.Statement[]): void {
  const fields = jump as unknown as Record<string, unknown>;
  delete fields['jump'];
  fields['body'] = body;
}

function jumpsIn(body: readonly t.Node[]): t.Node[] {
  // a generator inside has stretches of its own
  return body.flatMap((node) => (isJump(node) ? [node] : isFunction(node) ? [] : jumpsIn(childrenOf(node))));
}

function usesIn(stretches: readonly Stretch[]): Map<number, t.Node[]> {
  const uses = new Map<number, t.Node[]>();
  for (const { body } of stretches)
    for (const jump of jumpsIn(body)) {
      const list = uses.get(targetOf(jump));
      if (list) list.push(jump);
      else uses.set(targetOf(jump), [jump]);
    }
  return uses;
}

const sizeOf = (body: readonly t.Node[]): number => body.reduce((n, node) => n + 1 + sizeOf(childrenOf(node)), 0);

/** A copy whose jumps are jumps of their own; what is no statement may stand in both. */
function copyOf<T extends t.Node>(node: T): T {
  const made: Record<string, unknown> = { ...node };
  for (const [key, value] of Object.entries(node)) {
    if (Array.isArray(value)) made[key] = value.map((v: unknown) => (isNode(v) ? copyOf(v) : v));
    else if (isNode(value)) made[key] = copyOf(value);
  }
  return made as unknown as T;
}

const isNode = (value: unknown): value is t.Node => typeof value === 'object' && value !== null && 'type' in value;
