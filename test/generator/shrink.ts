/** Cuts a failing program down as long as it fails in the same way: statements and members go, blocks give what is in them, expressions a part. */
import type { Text } from './text.ts';
import { parseBody, print, type Node } from './twin.ts';

/** All lists of statements, class members and properties, outermost first. */
function lists(tree: Node): Node[][] {
  const found: Node[][] = [];
  const walk = (node: Node): void => {
    if (typeof node?.type !== 'string') return;
    if (node.type === 'BlockStatement' || node.type === 'ClassBody') found.push(node.body);
    if (node.type === 'SwitchCase') found.push(node.consequent);
    if (node.type === 'ObjectExpression') found.push(node.properties);
    if (node.type === 'VariableDeclaration') found.push(node.declarations);
    for (const value of Object.values(node)) for (const child of Array.isArray(value) ? value : [value]) walk(child);
  };
  walk(tree);
  return found;
}

/** What may stand in place of a statement or a member, simplest first. */
function simpler(node: Node): Node[][] {
  if (node.type === 'ReturnStatement') return [];
  const blocks = [node.consequent, node.alternate, node.body, node.block, node.handler?.body, node.finalizer];
  const inside = blocks.filter((part) => part?.type === 'BlockStatement').map((part) => part.body as Node[]);
  return [[], ...(/Function|Method/.test(node.type) ? [] : inside)];
}

/** What can stand for an expression: a number, or a part of it; large cuts first. */
function parts(node: Node): Node[] {
  const half = { type: 'NumericLiteral', value: 0.5 };
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression':
      return [half, node.right, node.left];
    case 'ConditionalExpression':
      return [half, node.consequent, node.alternate];
    case 'SequenceExpression':
      return [node.expressions.at(-1)];
    case 'UnaryExpression':
      return [node.argument];
    case 'AssignmentExpression':
      return [node.right];
    case 'CallExpression':
      return [half, ...node.arguments.filter((argument: Node) => argument.type !== 'SpreadElement' && !/Function/.test(argument.type))];
    default:
      return [];
  }
}
/** Places of the tree that hold an expression: how to put another there. */
function expressions(tree: Node): { readonly node: Node; readonly put: (other: Node) => void }[] {
  const found: { node: Node; put: (other: Node) => void }[] = [];
  const walk = (node: Node): void => {
    for (const [key, value] of Object.entries(node as object)) {
      if (Array.isArray(value)) value.forEach((child, i) => visit(child, (other) => (value[i] = other)));
      else visit(value, (other) => (node[key] = other));
    }
  };
  const visit = (node: Node, put: (other: Node) => void): void => {
    if (typeof node?.type !== 'string') return;
    if (parts(node).length > 0) found.push({ node, put });
    walk(node);
  };
  walk(tree);
  return found;
}

/** The texts that are one step simpler: first large cuts, then small ones. */
function steps(text: Text): (() => Text)[] {
  const found: (() => Text)[] = [];
  const cut = (change: (tree: Node) => void): void => {
    found.push(() => {
      const tree = parseBody(text.whole);
      change(tree.body);
      return { ...text, whole: [...tree.body.directives, ...tree.body.body].map((node) => print(node).code).join('\n') };
    });
  };
  const { body } = parseBody(text.whole);
  const shape = lists(body);
  for (const [i, list] of shape.entries())
    for (let size = list.length >> 1; size > 1; size >>= 1)
      for (let j = list.length - size; j >= 0; j -= size) cut((tree) => lists(tree)[i]!.splice(j, size));
  for (const [i, list] of shape.entries())
    for (let j = list.length - 1; j >= 0; j--)
      for (let k = 0; k < simpler(list[j]).length; k++)
        cut((tree) => {
          const at = lists(tree)[i] as Node[];
          at.splice(j, 1, ...(simpler(at[j])[k] as Node[]));
        });
  for (const [i, { node }] of expressions(body).entries())
    for (let k = 0; k < parts(node).length; k++)
      cut((tree) => {
        const place = expressions(tree)[i]!;
        place.put(parts(place.node)[k]);
      });
  return found;
}

export function shrink(text: Text, fails: (text: Text) => boolean, milliseconds = 40_000): Text {
  const until = Date.now() + milliseconds;
  for (let again = true; again;) {
    again = false;
    let ahead = steps(text);
    for (let k = 0; k < ahead.length && Date.now() < until;) {
      let next = text;
      let failing = false;
      try {
        next = ahead[k]!();
        failing = next.whole !== text.whole && fails(next);
      } catch {
        // a cut that leaves no program
      }
      if (!failing) k++;
      else {
        // what follows the cut is now at its place
        [text, again] = [next, true];
        ahead = steps(text);
      }
    }
  }
  return text;
}
