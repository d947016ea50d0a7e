/** A line on the terminal that says how far long work has come; in a log, a line every few seconds. */
let shown = 0;
let label = '';
let width = 0;

export function progress(what: string, done: number, of: number): void {
  const now = Date.now();
  if (what !== label) [label, shown] = [what, now];
  const patience = process.stderr.isTTY ? 100 : 3000;
  if (done >= of) return clear();
  if (now - shown < patience) return;
  shown = now;
  const text = `  ${what} ${done} of ${of} …`;
  width = text.length;
  process.stderr.write(process.stderr.isTTY ? `\r${text}` : `${text}\n`);
}

function clear(): void {
  label = '';
  if (process.stderr.isTTY && width > 0) process.stderr.write(`\r${' '.repeat(width)}\r`);
  width = 0;
}
