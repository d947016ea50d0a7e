/** The table of workloads as README has it, between its two marks: `npm run bench -- --readme` writes it there. */
import { readFileSync, writeFileSync } from 'node:fs';

const START = '<!-- bench -->',
  END = '<!-- /bench -->';

/** `heads` and `rows` as printed. */
export function quote(file: string, heads: readonly string[], rows: readonly (readonly string[])[]): void {
  const text = readFileSync(file, 'utf8'),
    from = text.indexOf(START),
    to = text.indexOf(END);
  if (from < 0 || to < 0) throw new Error(`${file} has no ${START} … ${END}`);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const table = [line(heads), line(heads.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
  const when = `Node ${process.versions.node.split('.')[0]}, \`npm run bench -- --readme\`:`;
  writeFileSync(file, `${text.slice(0, from + START.length)}\n${when}\n\n${table}\n${text.slice(to)}`);
}
