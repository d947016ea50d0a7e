/** Texts that faults can show. The framer is installed by the room that knows how to draw one. */

interface Text {
  readonly text: string;
  /** The line of the file on which the text begins, from 1, and the columns before it on that line. */
  readonly line: number;
  readonly column: number;
}

/** Draws a text around a position (1-based in the text); the first line shown is numbered `firstLine`. */
export type Framer = (text: string, line: number, column: number, firstLine: number) => string;

/** The line terminators of JavaScript. */
export const NEWLINE = /\r\n|[\n\r\u2028\u2029]/;

const KEPT = 500;
const texts = new Map<string, Text[]>();
let framer: Framer | null = null;

export function useFramer(next: Framer): void {
  framer = next;
}

/** Makes a text known under its file. `line` and `column` (from 1): where in the file it begins. */
export function registerText(file: string, text: string, line = 1, column = 1): void {
  const known = texts.get(file);
  if (known === undefined) {
    if (texts.size >= KEPT) texts.delete(texts.keys().next().value!);
    texts.set(file, [{ text, line, column }]);
  } else if (!known.some((t) => t.line === line && t.column === column && t.text === text)) {
    if (known.length >= KEPT) known.shift();
    known.push({ text, line, column });
  }
}

/** The code around a place, or '' when its text is unknown. The shortest text that contains the place is shown. */
export function frame(place: { readonly file: string; readonly line: number; readonly column: number }): string {
  if (!framer) return '';
  let best: Text | null = null;
  for (const t of texts.get(place.file) ?? []) {
    const lines = t.text.split(NEWLINE);
    if (place.line < t.line || place.line >= t.line + lines.length) continue;
    if (!best || t.text.length < best.text.length) best = t;
  }
  if (!best) return '';
  const at = place.line - best.line + 1;
  const indent = ' '.repeat(best.column - 1);
  return framer(indent + best.text, at, place.column, best.line);
}
