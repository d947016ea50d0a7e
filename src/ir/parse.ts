/** Reads the text of print.ts back. Line ends end instructions; `//` starts a comment. */
import type { Atom, Block, Fn, Id, Instr, Lit, Program, Site } from './ir.ts';
import { lit } from './ir.ts';
import { OPS, type OpName } from './ops.ts';

export interface ParseOptions {
  /** The file that sites (`@line:column`) speak of. */
  readonly file?: string;
  /** Gets the hints that follow ids. */
  readonly names?: Map<Id, string>;
}

const TOKEN =
  /[^\S\n]+|\/\/[^\n]*|(\n)|(%\d+(?::[\p{ID_Start}$_][\p{ID_Continue}$]*)?)|("(?:[^"\\]|\\.)*")|(@\d+:\d+)|(-?Infinity|-?\d[\d.]*(?:e[+-]?\d+)?n?)|([A-Za-z_$][\w$.]*)|([()[\]{},=])/uy;

interface Token {
  readonly is: 'line' | 'id' | 'string' | 'site' | 'number' | 'word' | 'mark' | 'end';
  readonly text: string;
  readonly line: number;
}
const KINDS = ['line', 'id', 'string', 'site', 'number', 'word', 'mark'] as const;
const WORDS = new Map<string, Lit['lit']>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['undefined', undefined],
  ['NaN', NaN],
]);

export const parse = (text: string, options: ParseOptions = {}): Program => new Parser(text, options).program();

class Parser {
  readonly #tokens: Token[];
  readonly #options: ParseOptions;
  #at = 0;

  constructor(text: string, options: ParseOptions) {
    this.#tokens = tokens(text);
    this.#options = options;
  }

  program(): Program {
    const fns: Fn[] = [];
    for (this.#lines(); this.#peek().is !== 'end'; this.#lines()) {
      this.#expect('fn');
      const name = this.#word();
      fns.push({ name, body: this.#block() });
    }
    return { fns };
  }

  #block(): Block {
    const params: Id[] = [];
    if (this.#accept('(')) {
      while (!this.#accept(')')) {
        params.push(this.#id());
        this.#accept(',');
      }
    }
    this.#expect('{');
    const body: Instr[] = [];
    let yields: Atom[] = [];
    for (this.#lines(); !this.#accept('}'); this.#lines()) {
      if (this.#accept('yield')) yields = this.#atoms();
      else body.push(this.#instr());
    }
    return { params, body, yields };
  }

  #instr(): Instr {
    const out: Id[] = [];
    if (this.#peek().is === 'id') {
      do out.push(this.#id());
      while (this.#accept(','));
      this.#expect('=');
    }
    const op = this.#word();
    if (!Object.hasOwn(OPS, op)) this.#fail(`unknown operation ${op}`);
    const attr: string[] = [];
    if (this.#accept('[')) {
      while (!this.#accept(']')) {
        attr.push(this.#word());
        this.#accept(',');
      }
    }
    const args = this.#atoms();
    const site = this.#site();
    const blocks: Block[] = [];
    if (this.#peek().text === '(' || this.#peek().text === '{') {
      do blocks.push(this.#block());
      while (this.#accept('else'));
    }
    return { op: op as OpName, out, args, attr, blocks, site };
  }

  #site(): Site | null {
    if (this.#peek().is !== 'site') return null;
    const [line, column] = this.#next().text.slice(1).split(':').map(Number);
    return { file: this.#options.file ?? '', line: line!, column: column! };
  }

  #atoms(): Atom[] {
    const atoms: Atom[] = [];
    for (;;) {
      const { is, text } = this.#peek();
      if (is === 'id') atoms.push(this.#id());
      else if (is === 'string') atoms.push(lit(JSON.parse(this.#next().text) as string));
      else if (is === 'number') atoms.push(lit(numeral(this.#next().text)));
      else if (is === 'word' && WORDS.has(text)) atoms.push(lit(WORDS.get(this.#next().text)));
      else return atoms;
    }
  }

  #id(): Id {
    const token = this.#next();
    if (token.is !== 'id') this.#fail(`expected a value, found ${token.text}`, token);
    const [number, name] = token.text.slice(1).split(':');
    if (name) this.#options.names?.set(Number(number), name);
    return Number(number);
  }

  #word(): string {
    const token = this.#next();
    if (token.is === 'string') return JSON.parse(token.text) as string;
    if (token.is !== 'word' && token.is !== 'number') this.#fail(`expected a word, found ${token.text}`, token);
    return token.text;
  }

  #lines(): void {
    while (this.#peek().is === 'line') this.#at++;
  }
  #peek(): Token {
    return this.#tokens[this.#at]!;
  }
  #next(): Token {
    return this.#tokens[this.#at++]!;
  }
  #accept(text: string): boolean {
    const found = this.#peek().text === text && this.#peek().is !== 'string';
    if (found) this.#at++;
    return found;
  }
  #expect(text: string): void {
    if (!this.#accept(text)) this.#fail(`expected ${text}, found ${this.#peek().text}`);
  }
  #fail(message: string, token = this.#peek()): never {
    throw new SyntaxError(`line ${token.line}: ${message}`);
  }
}

const numeral = (text: string): number | bigint => (text.endsWith('n') ? BigInt(text.slice(0, -1)) : Number(text));

function tokens(text: string): Token[] {
  const found: Token[] = [];
  let line = 1;
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) throw new SyntaxError(`line ${line}: unexpected ${text[at]}`);
    const group = match.findIndex((part, i) => i > 0 && part !== undefined);
    if (group > 0) found.push({ is: KINDS[group - 1]!, text: match[0], line });
    if (group === 1) line++;
  }
  found.push({ is: 'end', text: 'the end', line });
  return found;
}
