/** The builtins of the engine as they were when the library was loaded: programs may replace them later. */

/** What emitted code sees as `Math`. */
export const math: Math = Object.freeze(
  Object.defineProperties(Object.create(null) as object, Object.getOwnPropertyDescriptors(Math)) as Math,
);

type Holder = Record<PropertyKey, unknown>;

/** What the compiler itself is made of: with these replaced it could derive anything. */
const HOLDERS: readonly (readonly [name: string, holder: object])[] = [
  ['Array.prototype', Array.prototype],
  ['Map.prototype', Map.prototype],
  ['Set.prototype', Set.prototype],
  ['WeakMap.prototype', WeakMap.prototype],
  ['Function.prototype', Function.prototype],
  ['Object', Object],
  ['Reflect', Reflect],
];

interface Entry {
  readonly holder: Holder;
  readonly key: PropertyKey;
  readonly value: unknown;
  readonly name: string;
}

const entries: Entry[] = [];
for (const [name, holder] of HOLDERS)
  for (const key of Reflect.ownKeys(holder)) {
    const value = Object.getOwnPropertyDescriptor(holder, key)?.value as unknown;
    if (typeof value === 'function') entries.push({ holder: holder as Holder, key, value, name: told(name, key) });
  }

function told(name: string, key: PropertyKey): string {
  return typeof key === 'symbol' ? `${name}[${key.description ?? 'symbol'}]` : `${name}.${String(key)}`;
}

/** The first of those builtins that is not what it was, by name; null when all are. */
export function replacedIntrinsic(): string | null {
  // by index: the iterator of arrays may be among them
  for (let i = 0; i < entries.length; i++) {
    const { holder, key, value, name } = entries[i]!;
    if (holder[key] !== value) return name;
  }
  return null;
}
