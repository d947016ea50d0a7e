/** The words above an emitted text: what it is specialised to. */
import type { Heap } from '../facts/heap.ts';
import type { Kind } from '../facts/kinds.ts';
import * as K from '../facts/kinds.ts';
import type { CompileOptions } from './compile.ts';

export function header(fn: Function, count: number, kinds: readonly Kind[], heap: Heap, { mode, mutation, wrt }: CompileOptions): string {
  const all = kinds.map((kind) => wordsOf(kind, heap));
  const captures = all.length > count ? `, captures (${all.slice(count).join(', ')})` : '';
  return `${fn.name || 'a function'}(${all.slice(0, count).join(', ')})${captures}, with respect to ${wrt.join(', ') || 'nothing'}; ${mode}, ${mutation}`;
}

const WORDS: readonly (readonly [number, string])[] = [
  [K.NUMBER, 'number'],
  [K.BOOLEAN, 'boolean'],
  [K.STRING, 'string'],
  [K.UNDEFINED, 'undefined'],
  [K.NULL, 'null'],
  [K.BIGINT, 'bigint'],
  [K.SYMBOL, 'symbol'],
];

function wordsOf({ prims, cls, int }: Kind, heap: Heap): string {
  const words = WORDS.filter(([bit]) => (prims & bit) !== 0).map(([bit, word]) => (bit === K.NUMBER && int ? 'integer' : word));
  if (cls !== K.NO_CLASS) words.push(`${[...heap.get(cls).forms].join(' or ')} in class ${heap.root(cls)}`);
  return words.join(' or ') || 'nothing';
}
