/** The names of slots. Elements are one slot; a named field is under `.name`, and under `.@@name` what a symbol names. */
import { isSymbolName } from '../ir/symbols.ts';

export const ELEMENT = '[]';
export const fieldSlot = (name: string): string => '.' + name;

/** The name of an element. */
export const isIndex = (name: string): boolean => /^(0|[1-9]\d*)$/.test(name);

/** No text reaches what is held under a symbol. */
export const isSymbolSlot = (slot: string): boolean => isSymbolName(slot.slice(1));

/** Where a class keeps a slot: in a wild one all but symbols are one. */
export const slotIn = ({ wild }: { readonly wild: boolean }, slot: string): string => (wild && !isSymbolSlot(slot) ? ELEMENT : slot);
