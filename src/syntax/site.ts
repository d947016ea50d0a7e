/** Places in the user's file of positions in a parsed text, worked out only when they are looked at. */
import { NEWLINE, registerText } from '../fault/frames.ts';
import type { Site } from '../ir/ir.ts';
import type { Located } from './environment.ts';

/** From offsets in a parsed text to places in the user's file. */
export class Positions {
  readonly #text: string;
  readonly #offset: number;
  readonly #place: () => Located;
  #located: Located | null = null;
  #starts: number[] | null = null;

  constructor(text: string, offset: number, place: () => Located) {
    this.#text = text;
    this.#offset = offset;
    this.#place = place;
  }

  get file(): string {
    return this.#where().file;
  }

  site(position: number): Site {
    return lazySite(() => this.#find(position - this.#offset));
  }

  /** Asks for the function's place only now: it costs more than everything else here. */
  #where(): Located {
    if (!this.#located) {
      this.#located = this.#place();
      const { file, line, column, text, original } = this.#located;
      if (text !== undefined) registerText(file, text);
      else if (!original) registerText(file, this.#text, line, column);
    }
    return this.#located;
  }

  #find(offset: number): Site {
    const { file, line, column, original } = this.#where();
    this.#starts ??= lineStarts(this.#text);
    const row = rowOf(this.#starts, offset);
    const at = { file, line: line + row, column: offset - this.#starts[row]! + (row === 0 ? column : 1) };
    return original?.(at.line, at.column) ?? at;
  }
}

/** A site that works itself out when it is looked at: nearly all of them never are. */
function lazySite(find: () => Site): Site {
  let found: Site | null = null;
  return {
    get file() {
      return (found ??= find()).file;
    },
    get line() {
      return (found ??= find()).line;
    },
    get column() {
      return (found ??= find()).column;
    },
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  const ends = new RegExp(NEWLINE, 'g');
  while (ends.exec(text)) starts.push(ends.lastIndex);
  return starts;
}

/** The last line that starts at or before an offset. */
function rowOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

const KEPT = 500;
const anonymousNames = new Map<string, string>();

/** Functions without a file are told apart by number, so that each shows its own code. */
export function anonymous(text: string): string {
  let name = anonymousNames.get(text);
  if (!name) {
    if (anonymousNames.size >= KEPT) anonymousNames.clear();
    anonymousNames.set(text, (name = anonymousNames.size === 0 ? '<anonymous>' : `<anonymous ${anonymousNames.size + 1}>`));
  }
  return name;
}
