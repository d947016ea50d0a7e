/** Draws code frames, for faults only. */
import { NEWLINE, useFramer } from '../fault/frames.ts';
import { codeFrame } from './babel.ts';

/** Longer lines (minified code) are cut around the column. */
const WIDTH = 160;

export function installFramer(): void {
  useFramer((text, line, column, firstLine) => {
    const lines = text.split(NEWLINE);
    const long = (lines[line - 1]?.length ?? 0) > WIDTH;
    const from = long ? Math.max(0, column - 1 - WIDTH / 2) : 0;
    const shown = long ? [lines[line - 1]!.slice(from, from + WIDTH)] : lines;
    const numbered = firstLine + line - 1;
    return codeFrame().codeFrameColumns(
      shown.join('\n'),
      { start: { line: numbered, column: column - from } },
      {
        linesAbove: 1,
        linesBelow: 1,
        startLine: long ? numbered : firstLine,
        forceColor: false,
        highlightCode: false,
      },
    );
  });
}
