/** Typed arrays that share memory: one shadow buffer for all views of an ArrayBuffer. */
import { FloatArray, type Floats, type Node } from './nodes.ts';
import { Refusal } from './refusal.ts';

export interface Group {
  /** Elements of the shadow buffer. */
  readonly length: number;
}

interface View {
  readonly array: ArrayBufferView & { readonly constructor: { readonly name: string } };
  readonly node: Node | null;
}

/**
 * Gives every float array that shares memory, below the node `shadowed`, its place in a shadow buffer. A view that is alone
 * on its buffer has a shadow of its own, unless `whole`: then its shadow lies in the buffer as the view does.
 */
export function groupsOf(objects: readonly object[], nodes: readonly Node[], shadowed: number, whole: boolean): Group[] {
  let count = 0;
  for (const object of objects) if (ArrayBuffer.isView(object)) count++;
  if (count === 0 || (count === 1 && !whole)) return [];
  const buffers = new Map<ArrayBufferLike, View[]>();
  nodes.forEach((node, i) => {
    const array = objects[node.first]!;
    if (!ArrayBuffer.isView(array)) return;
    const views = buffers.get(array.buffer) ?? [];
    buffers.set(array.buffer, views);
    views.push({ array, node: i < shadowed && node instanceof FloatArray ? node : null });
  });
  const groups: Group[] = [];
  for (const views of buffers.values()) {
    if (views.length === 1 && !whole) continue;
    views.forEach((v) => v.node && refusePunning(v, views));
    for (const size of [8, 4]) {
      const own = views.filter((v) => v.node && (v.array as Floats).BYTES_PER_ELEMENT === size);
      if (own.length === 0) continue;
      const from = whole ? 0 : Math.min(...own.map((v) => v.array.byteOffset / size));
      const to = whole
        ? Math.ceil(own[0]!.array.buffer.byteLength / size)
        : Math.max(...own.map((v) => v.array.byteOffset / size + (v.array as Floats).length));
      const group = groups.push({ length: to - from }) - 1;
      for (const v of own) (v.node as FloatArray).place = { group, offset: v.array.byteOffset / size - from };
    }
  }
  return groups;
}

function refusePunning({ array }: View, views: readonly View[]): void {
  for (const { array: other } of views) {
    if (other.constructor === array.constructor || other.byteLength === 0 || array.byteLength === 0) continue;
    const apart = other.byteOffset >= array.byteOffset + array.byteLength || array.byteOffset >= other.byteOffset + other.byteLength;
    if (!apart) throw new Refusal('E_PUNNING', { first: array.constructor.name, second: other.constructor.name });
  }
}
