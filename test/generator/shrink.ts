/** Cuts a failing program down: statements are left out, blocks replaced by what is in them, as long as it still fails. */
import generator from '@babel/generator';
import { parse } from '@babel/parser';
import type { Text } from './generate.ts';

type Node = any;
const print = ((generator as any).default ?? generator) as (tree: Node) => { code: string };

/** All lists of statements inside `program`. */
function lists(tree: Node): Node[][] {
  const found: Node[][] = [];
  const walk = (node: Node): void => {
    if (typeof node?.type !== 'string') return;
    if (node.type === 'BlockStatement') found.push(node.body);
    if (node.type === 'SwitchCase') found.push(node.consequent);
    for (const value of Object.values(node)) for (const child of Array.isArray(value) ? value : [value]) walk(child);
  };
  walk(tree);
  return found;
}

/** What may stand in place of a statement, simplest first. */
function simpler(node: Node): Node[][] {
  const inside = [node.consequent, node.alternate, node.body, node.block]
    .filter((part) => part?.type === 'BlockStatement')
    .map((part) => part.body as Node[]);
  return node.type === 'ReturnStatement' ? [] : [[], ...inside];
}

/** The texts that are one step simpler. */
function* steps(text: Text): Generator<Text> {
  const read = (): Node => parse(`function whole() {${text.whole}\n}`).program.body[0];
  const find = (tree: Node): Node[][] => lists(tree.body).slice(1);
  const shape = find(read()).map((list) => list.map((node) => simpler(node).length));
  for (const [i, list] of shape.entries()) {
    for (let j = list.length - 1; j >= 0; j--) {
      for (let k = 0; k < (list[j] as number); k++) {
        const tree = read();
        const at = find(tree)[i] as Node[];
        at.splice(j, 1, ...(simpler(at[j])[k] as Node[]));
        const body = [...tree.body.directives, ...tree.body.body].map((node) => print(node).code).join('\n');
        yield { ...text, whole: body };
      }
    }
  }
}

export function shrink(text: Text, fails: (text: Text) => boolean, milliseconds = 20_000): Text {
  const end = Date.now() + milliseconds;
  for (let again = true; again;) {
    again = false;
    for (const next of steps(text)) {
      if (Date.now() > end) return text;
      let failing = false;
      try {
        failing = fails(next);
      } catch {
        // a cut that leaves no program
      }
      if (!failing) continue;
      text = next;
      again = true;
      break;
    }
  }
  return text;
}
