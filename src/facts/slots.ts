/** The names of slots. Elements are one slot; a named field is under `.name`, and under `.@@name` what a symbol names. */
import { isSymbolName } from '../ir/symbols.ts';

export const ELEMENT = '[]';
/** … except in a class of tuples, where each element has its own. */
export const tupleSlot = (index: number): string => `[${index}]`;
export const fieldSlot = (name: string): string => '.' + name;
/**
 * The slot of a Map that refers to its keys, as to a Set of them: the Map itself, in a class of its own of the form `keys`.
 * So a key that comes out again has what it went in with. The members of a Set are its elements.
 */
export const KEYS = '\0keys';

/** The name of an element. */
export const isIndex = (name: string): boolean => /^(0|[1-9]\d*)$/.test(name);

/** The place of a tuple. */
export const isTupleSlot = (slot: string): boolean => /^\[\d+\]$/.test(slot);
/** Elements, all of them or the one at a place. */
export const isElementSlot = (slot: string): boolean => slot === ELEMENT || isTupleSlot(slot);

/** No text reaches what is held under a symbol. */
export const isSymbolSlot = (slot: string): boolean => isSymbolName(slot.slice(1));

/** Private members and accessors that derived code made: names of the compiler's own. */
const isHidden = (slot: string): boolean => slot.startsWith('.%');

/** Nor does a computed name reach the keys of a Map, or what is hidden. */
export const isApart = (slot: string): boolean => slot === KEYS || isHidden(slot) || isSymbolSlot(slot);

/** Where a class keeps a slot: in a wild one all that names reach are one. */
export const slotIn = ({ wild }: { readonly wild: boolean }, slot: string): string => (wild && !isApart(slot) ? ELEMENT : slot);
