/**
 * Symbols as names of properties. A symbol that is known while a program is read names a slot as a text does, under a text
 * of its own: `@@iterator` is `Symbol.iterator`, `@@for:x` is `Symbol.for('x')`, any other gets the number of its turn.
 */
const MARK = '@@';
const REGISTERED = `${MARK}for:`;

const names = new Map<symbol, string>();
/** Symbols that only this process knows, by name: emitted code finds them here. */
export const symbols: Record<string, symbol> = Object.create(null) as Record<string, symbol>;

const wellKnown = new Map<string, symbol>();
for (const key of Object.getOwnPropertyNames(Symbol)) {
  const value = (Symbol as unknown as Record<string, unknown>)[key];
  if (typeof value !== 'symbol') continue;
  wellKnown.set(MARK + key, value);
  names.set(value, MARK + key);
}

/** The name of a symbol. */
export function symbolName(symbol: symbol): string {
  const registered = Symbol.keyFor(symbol);
  if (registered !== undefined) return REGISTERED + registered;
  let name = names.get(symbol);
  if (name === undefined) {
    names.set(symbol, (name = `${MARK}${Object.keys(symbols).length}:${symbol.description ?? ''}`));
    symbols[name] = symbol;
  }
  return name;
}

/** The names of symbols; keys of the user's that look like one are refused. */
export const isSymbolName = (key: string): boolean => key.startsWith(MARK);

/** How a symbol is had: as a member of `Symbol`, by its registered key, or from the table. */
export type Spelling = { readonly is: 'member' | 'registered' | 'table'; readonly text: string };
export function spelling(name: string): Spelling {
  if (wellKnown.has(name)) return { is: 'member', text: name.slice(MARK.length) };
  if (name.startsWith(REGISTERED)) return { is: 'registered', text: name.slice(REGISTERED.length) };
  return { is: 'table', text: name };
}

/** The property that a name means. */
export function propertyOf(name: string): PropertyKey {
  if (!isSymbolName(name)) return name;
  if (name.startsWith(REGISTERED)) return Symbol.for(name.slice(REGISTERED.length));
  return wellKnown.get(name) ?? symbols[name] ?? name;
}
