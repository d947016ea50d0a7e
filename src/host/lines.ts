/** Rows and columns of a text. A row ends where JavaScript says that it does. */
export class Lines {
  /** Where each row begins. */
  readonly #starts: readonly number[];

  constructor(text: string) {
    const starts = [0];
    for (const { index, 0: end } of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) starts.push(index + end.length);
    this.#starts = starts;
  }

  /** The offset of a place, both counted from 0; null where there is no such row. */
  offset(row: number, column: number): number | null {
    const start = this.#starts[row];
    return start === undefined ? null : start + column;
  }

  /** The place of an offset, both counted from 1. */
  place(offset: number): { readonly line: number; readonly column: number } {
    let low = 0,
      high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#starts[low]! + 1 };
  }
}
