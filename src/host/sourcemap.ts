/** Places of running code in the file that the user wrote, by the source map that a tool put at the end of a script. */
import { NEWLINE } from '../fault/frames.ts';
import type { Place } from '../syntax/environment.ts';

interface RawMap {
  readonly sources: readonly (string | null)[];
  readonly sourcesContent?: readonly (string | null)[];
  readonly sourceRoot?: string;
  readonly mappings: string;
}

/** One piece of a generated line; everything counts from 0. */
type Segment = readonly [column: number, source: number, line: number, sourceColumn: number];

export interface Mapping {
  /** Places count from 1. */
  place(line: number, column: number): Place | null;
  /** The text of the only original file, when the map has it. */
  readonly text: string | null;
}

const MARK = '//# sourceMappingURL=data:application/json';

/** The mapping that a script carries inside itself, or null. */
export function inlineMap(script: string): Mapping | null {
  const at = script.lastIndexOf(MARK);
  if (at < 0) return null;
  const raw = decode(script.slice(at + MARK.length));
  if (!raw) return null;
  let lines: Segment[][] | null = null;
  let running: string[] | null = null;
  return {
    text: (raw.sources.length === 1 && raw.sourcesContent?.[0]) || null,
    place(line, column) {
      const row = (lines ??= segments(raw.mappings))[line - 1] ?? [];
      const next = row.findIndex((s) => s[0] > column - 1);
      const before = row[(next < 0 ? row.length : next) - 1];
      const file = before && raw.sources[before[1]];
      if (!before || !file) return null;
      // maps are coarse: between two mapped positions, go along the text where the running and the original one agree
      const text = (running ??= script.split(NEWLINE))[line - 1] ?? '';
      const textOf = (s: Segment): string => raw.sourcesContent?.[s[1]]?.split(NEWLINE)[s[2]] ?? '';
      const agree = (s: Segment): boolean => {
        const [from, to] = s[0] < column ? [s[0], column - 1] : [column - 1, s[0]];
        return textOf(s).startsWith(text.slice(from, to), s[3] + from - s[0]);
      };
      const at = [before, row[next]].find((s) => s !== undefined && agree(s));
      const [, , atLine, atColumn] = at ?? before;
      return { file: (raw.sourceRoot ?? '') + file, line: atLine + 1, column: atColumn + 1 + (at ? column - 1 - at[0] : 0) };
    },
  };
}

function decode(rest: string): RawMap | null {
  const end = rest.search(/[\s'"]/);
  const url = end < 0 ? rest : rest.slice(0, end);
  const comma = url.indexOf(',');
  if (comma < 0) return null;
  try {
    const body = url.slice(comma + 1);
    const map = JSON.parse(
      url.slice(0, comma).endsWith(';base64') ? Buffer.from(body, 'base64').toString('utf8') : decodeURIComponent(body),
    ) as Partial<RawMap>;
    return typeof map.mappings === 'string' && Array.isArray(map.sources) ? (map as RawMap) : null;
  } catch {
    return null;
  }
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Differences in base 64: per segment the generated column, then source, line and column of the original. */
function segments(mappings: string): Segment[][] {
  const state = [0, 0, 0, 0];
  return mappings.split(';').map((line) => {
    state[0] = 0;
    const found: Segment[] = [];
    for (const piece of line.split(',')) {
      let value = 0;
      let shift = 0;
      let field = 0;
      for (const digit of piece) {
        const bits = DIGITS.indexOf(digit);
        value += (bits & 31) << shift;
        shift += 5;
        if (bits & 32) continue;
        if (field < 4) state[field] = state[field]! + (value & 1 ? -(value >>> 1) : value >>> 1);
        field++;
        value = shift = 0;
      }
      if (field >= 4) found.push([state[0]!, state[1]!, state[2]!, state[3]!]);
    }
    return found;
  });
}
