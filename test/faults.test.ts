import { describe, expect, it } from 'vitest';
import { AdjointError } from '../src/fault/fault.ts';
import { registerText } from '../src/fault/frames.ts';
import { MESSAGES, type Slug, fault } from '../src/fault/messages.ts';
import { installHost } from '../src/host/index.ts';
import { environment } from '../src/syntax/environment.ts';
import { read } from '../src/syntax/read.ts';

installHost();

/** Words for every detail that a message may ask for. */
const words = new Proxy({}, { get: (_, key) => `<${String(key)}>` }) as Record<string, string>;
const slugs = Object.keys(MESSAGES) as Slug[];

/** What only an engine says. */
const ENGINE =
  /Cannot (read|set) propert|\(reading '|is not a function|is not defined|is not iterable|Maximum call stack|^Unexpected (token|identifier)|Invalid array length/;

describe('messages', () => {
  it.each(slugs)('%s speaks in the user’s terms', (slug) => {
    for (const details of [{}, words]) {
      const error = fault(slug, { file: 'f.js', line: 3, column: 5 }, details);
      expect(error).toBeInstanceOf(AdjointError);
      expect(error.code).toMatch(/^[EW]_[A-Z_]+$/);
      expect(error.code).toBe(slug.split('/')[0]);
      expect(error.message).not.toMatch(ENGINE);
      expect(error.message).toContain('f.js:3:5');
      expect(error.hint).toMatch(/[.`]$/);
      expect(error.message.split('\n')[0]).toMatch(/\.$/);
    }
    expect(fault(slug, null, words).message).not.toMatch(/undefined [a-z]|\[object/);
  });

  it('are one kind per code', () => {
    const kinds = new Map<string, string>();
    for (const slug of slugs) {
      const code = slug.split('/')[0]!;
      expect(kinds.get(code) ?? MESSAGES[slug].kind).toBe(MESSAGES[slug].kind);
      kinds.set(code, MESSAGES[slug].kind);
    }
    expect([...kinds.values()].filter((k) => k === 'bug')).toHaveLength(1);
  });

  it('show the code at the place, as it stands in the file', () => {
    const f = (x: number): number => {
      const y = x * 2;
      return JSON.stringify(y).length;
    };
    const source = read(f, environment());
    const body = source.node.body as { body: { argument: Parameters<typeof source.site>[0] }[] };
    const { message, site, kind } = fault('E_NO_RULE', source.site(body.body[1]!.argument), {
      callee: 'JSON.stringify',
      argument: 'its argument 1',
    });
    expect(kind).toBe('refused');
    expect(site).toEqual({ file: 'test/faults.test.ts', line: site!.line, column: 14 });
    const [reason, at, ...rest] = message.split('\n');
    expect(reason).toBe(
      '`JSON.stringify` is called with a value that the result depends on (its argument 1), but its derivative is not known: it has no rule, and its source cannot be read.',
    );
    expect(at).toBe(`  at test/faults.test.ts:${site!.line}:14`);
    expect(rest.slice(0, -1)).toEqual([
      `  ${site!.line - 1} |       const y = x * 2;`,
      `> ${site!.line} |       return JSON.stringify(y).length;`,
      `  ${' '.repeat(String(site!.line).length)} |              ^`,
      `  ${site!.line + 1} |     };`,
    ]);
    expect(rest.at(-1)).toMatch(/^Write that step/);
  });

  it('cut long lines around the place', () => {
    registerText('min.js', `const a=${'1+'.repeat(2000)}oops+${'1+'.repeat(2000)}1`);
    const { message } = fault('E_KIND', { file: 'min.js', line: 1, column: 4009 });
    expect(message.length).toBeLessThan(700);
    expect(message).toContain('oops');
  });

  it('do without code where none is known', () => {
    expect(fault('E_CATCH', { file: 'unknown.js', line: 1, column: 1 }).message).not.toContain('|');
    expect(fault('E_CSP', null).message).not.toContain(' at ');
  });
});
