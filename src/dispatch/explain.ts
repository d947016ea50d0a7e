export interface Explanation { readonly source: string }
export function explanation(): Explanation { throw new Error('later'); }
