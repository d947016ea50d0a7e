/** Positions after a rewriting: every node gets one of its own in the order of the new text, and where it comes from is kept. */
import type * as t from '@babel/types';
import { types } from '../babel.ts';
import { completeClasses } from '../classes.ts';
import type { FunctionNode } from '../read.ts';

export interface Numbered {
  readonly file: t.File;
  readonly node: FunctionNode;
  /** The position in the source, by the new one. */
  readonly origin: readonly number[];
}

type Fields = Record<string, unknown>;

/** A copy of the tree: what stands in it twice becomes two. */
export function numbered(file: t.File, root: FunctionNode): Numbered {
  const origin: number[] = [];
  let from = 0;
  let made: t.Node | undefined;
  const copy = (node: t.Node): t.Node => {
    if (typeof node.start === 'number') from = node.start;
    const fields: Fields = {};
    const keys = types().VISITOR_KEYS[node.type] ?? [];
    for (const [key, value] of Object.entries(node)) if (!keys.includes(key) && key !== 'loc') fields[key] = value;
    fields['start'] = origin.push(from) - 1;
    for (const key of keys) {
      const child = (node as unknown as Fields)[key] as t.Node | (t.Node | null)[] | null | undefined;
      fields[key] = Array.isArray(child) ? child.map((c) => c && copy(c)) : child ? copy(child) : child;
    }
    if (typeof node.end === 'number') from = node.end;
    fields['end'] = origin.push(from) - 1;
    if (node === root) made = fields as unknown as t.Node;
    return fields as unknown as t.Node;
  };
  const whole = copy(file) as t.File;
  completeClasses(whole);
  return { file: whole, node: made as FunctionNode, origin };
}
