/** Regions, kept values and overwritten memory of a compiled program in the words and lines of its user. */
import type { Facts } from '../facts/facts.ts';
import * as K from '../facts/kinds.ts';
import { Effects, type Slot, kindOf, slotOf } from '../facts/memory.ts';
import { type Atom, type Id, type Instr, type Program, type Site, isId, isLit } from '../ir/ir.ts';
import { type OpName, effectOf } from '../ir/ops.ts';
import { printLit } from '../ir/print.ts';
import { definitions, forEachBlock, forEachInstr } from '../ir/walk.ts';
import type { Compiled } from './compile.ts';
import type { Region } from './regions.ts';

export interface RegionTold {
  readonly lines: string;
  readonly kind: 'pure' | 'mutating';
  readonly reason: string;
}

export interface KeptValue {
  readonly name: string;
  readonly line: string;
  readonly why: string;
}

export interface Journaled {
  readonly name: string;
  readonly form: 'snapshot' | 'keep';
  readonly reason: string;
  readonly lines: string;
}

const SYMBOLS: Partial<Record<OpName, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  rem: '%',
  pow: '**',
  bitand: '&',
  bitor: '|',
  bitxor: '^',
  shl: '<<',
  shr: '>>',
  ushr: '>>>',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  eq: '==',
  ne: '!=',
  seq: '===',
  sne: '!==',
};
/** The weaker binds less: operators of the same strength are read from the left. */
const STRENGTH: Partial<Record<OpName, number>> = { mul: 3, div: 3, rem: 3, add: 2, sub: 2 };
const strength = (op: OpName): number => STRENGTH[op] ?? (op === 'pow' ? 4 : 1);
const PREFIX: Partial<Record<OpName, string>> = { neg: '-', plus: '+', not: '!', bitnot: '~' };

export class Told {
  readonly #compiled: Compiled;
  readonly #facts: Facts;
  readonly #file: string;
  readonly #found: ReadonlyMap<Id, Instr>;
  readonly #primal: Program;
  readonly #own: ReadonlySet<Instr>;
  readonly regions: readonly RegionTold[];
  readonly kept: readonly KeptValue[];
  readonly journaled: readonly Journaled[];

  constructor(compiled: Compiled, primal: Program, file: string) {
    this.#compiled = compiled;
    this.#facts = compiled.facts;
    this.#file = file;
    this.#primal = primal;
    this.#found = new Map([...definitions(compiled.stitched.program), ...definitions(compiled.program)]);
    const own = new Set<Instr>();
    forEachInstr(primal, (i) => own.add(i));
    this.#own = own;
    this.regions = this.#regions();
    this.kept = this.#kept();
    this.journaled = this.#journaled();
  }

  /** In every stretch without control what is pure is told together, and what writes. */
  #regions(): RegionTold[] {
    const regionOf = new Map<Instr, Region>();
    for (const region of this.#compiled.stitched.regions) for (const i of region.instrs) regionOf.set(i, region);
    const told: (RegionTold & { readonly at: number })[] = [];
    forEachBlock(this.#compiled.stitched.program, (block) => {
      let pure: Instr[] = [],
        mutating: Instr[] = [];
      const close = (): void => {
        for (const [kind, instrs] of [
          ['pure', pure],
          ['mutating', mutating],
        ] as const) {
          const lines = this.#lines(instrs);
          if (lines)
            told.push({ kind, lines, reason: kind === 'pure' ? 'reads memory, writes none' : this.#writes(instrs), at: first(instrs) });
        }
        pure = [];
        mutating = [];
      };
      for (const i of block.body) {
        if (effectOf(i.op) === 'control') close();
        else if (this.#own.has(i)) (regionOf.get(i)?.kind === 'mutating' ? mutating : pure).push(i);
      }
      close();
    });
    const distinct = new Map(told.map((r) => [`${r.kind} ${r.lines} ${r.reason}`, r]));
    return [...distinct.values()].sort((a, b) => a.at - b.at).map(({ lines, kind, reason }) => ({ lines, kind, reason }));
  }

  #writes(instrs: readonly Instr[]): string {
    const lines = new Map<string, Instr[]>();
    for (const i of instrs) {
      const what = i.op === 'store' ? `${this.#place(i)} = …` : `${this.#text(i.args[0]!, 1)}.${i.op === 'delete' ? 'delete' : i.op}`;
      lines.set(what, [...(lines.get(what) ?? []), i]);
    }
    return [...lines].map(([what, all]) => `${what} at ${plural(this.#lines(all))}`).join('; ');
  }

  #kept(): KeptValue[] {
    const effects = new Effects(this.#primal, this.#facts),
      rows = new Map<string, KeptValue>();
    const writers = new Map<Slot, Instr[]>();
    forEachInstr(this.#primal, (i) => {
      if (effectOf(i.op) !== 'write') return;
      for (const slot of effects.writes(i)) writers.set(slot, [...(writers.get(slot) ?? []), i]);
    });
    forEachInstr(this.#compiled.program, ({ op, args }) => {
      if (op !== 'keep') return;
      for (const id of args) {
        if (isLit(id)) continue;
        const def = this.#found.get(id),
          name = this.#text(id, 4);
        const row = { name, line: def ? this.#lines([def]) : '', why: this.#why(id, def, writers) };
        rows.set(Object.values(row).join('\0'), row);
      }
    });
    return [...rows.values()];
  }

  #why(id: Id, def: Instr | undefined, writers: ReadonlyMap<Slot, readonly Instr[]>): string {
    const { facts } = this.#compiled,
      kind = kindOf(facts, id);
    if (facts.shadows.has(id)) return 'the shadow that went with the reference then';
    if (def?.op === 'loop' && def.out.includes(id) && K.isInt(kind)) return 'how often the loop ran';
    if (kind.prims === K.BOOLEAN && kind.cls === K.NO_CLASS) return 'which way was taken';
    if (!def) return 'an argument of a function that calls itself or is called in several places';
    const over = this.#overwritten(def, writers);
    if (def.op === 'load') return over ? `overwritten at ${over}` : 'what it is read from may have changed by then';
    if (def.op === 'apply') return `the result of ${def.attr[0]}: cheaper to keep than to compute again`;
    if (def.op === 'for' || def.op === 'loop')
      return def.out.includes(id) ? 'the result of a loop' : 'carried from one time round the loop to the next';
    if (def.op === 'if') return 'the result of a branch';
    if (def.op === 'attempt') return 'the result of what may throw';
    if (def.op === 'call') return 'the result of a call';
    if (def.op === 'pop') return 'the slot that it was in is gone by then';
    if (def.op === 'length') return 'the length at that time';
    if (over) return `computed from what is overwritten at ${over}`;
    return K.isInt(kind) ? 'an integer that is cheaper to keep than to find again' : 'cheaper to keep than to compute again';
  }

  /** The lines that overwrite what a value is computed from. */
  #overwritten(def: Instr, writers: ReadonlyMap<Slot, readonly Instr[]>): string {
    const stores = new Set<Instr>(),
      seen = new Set<Instr>(),
      queue = [def];
    for (const { op, args } of queue) {
      if (op === 'load') for (const i of writers.get(slotOf(this.#facts, args[0]!, args[1]!)) ?? []) stores.add(i);
      for (const a of op === 'load' ? [] : args) {
        const next = isId(a) ? this.#found.get(a) : undefined;
        if (!next || seen.has(next) || next.blocks.length > 0) continue;
        seen.add(next);
        queue.push(next);
      }
    }
    return stores.size ? plural(this.#lines([...stores])) : '';
  }

  #journaled(): Journaled[] {
    return this.#compiled.stitched.choices.map(({ form, reason, stores }) => {
      const names = [...new Set(stores.map((i) => this.#place(i)))];
      return { name: names.join(', '), form, reason, lines: this.#lines(stores) };
    });
  }

  /** `u[i]`, `p.x`. */
  #place({ args: [object, key] }: Instr): string {
    return this.#text(object!, 3) + this.#key(key!, 4);
  }

  #key(key: Atom, depth: number): string {
    if (isLit(key) && typeof key.lit === 'string') return `.${key.lit}`;
    return `[${this.#text(key, depth)}]`;
  }

  /** A value as its user would write it. */
  #text(a: Atom, depth: number): string {
    if (!isId(a)) return printLit(a);
    const def = this.#found.get(a),
      name = this.#facts.names.get(a);
    if (name !== undefined && !this.#isNext(name, def)) return name;
    if (!def || depth === 0) return '…';
    if (def.blocks.length > 0) return def.op === 'if' ? '(a branch)' : def.op === 'attempt' ? '(what may throw)' : '(a loop)';
    const [x, y, z] = def.args,
      inner = (b: Atom): string => this.#text(b, depth - 1);
    if (SYMBOLS[def.op])
      return `${this.#operand(x!, depth, strength(def.op))} ${SYMBOLS[def.op]} ${this.#operand(y!, depth, strength(def.op) + 1)}`;
    if (PREFIX[def.op]) return `${PREFIX[def.op]}${this.#operand(x!, depth, 5)}`;
    switch (def.op) {
      case 'load':
        return inner(x!) + this.#key(y!, depth - 1);
      case 'length':
        return `${inner(x!)}.length`;
      case 'apply':
        return `${def.attr[0]}(${def.args.map(inner).join(', ')})`;
      case 'select':
        return `${inner(x!)} ? ${inner(y!)} : ${inner(z!)}`;
      case 'call':
        return `${def.attr[0]}(…)`;
      default:
        return '…';
    }
  }

  /** `i + 1`, which is called `i` too, for it becomes the next one. */
  #isNext(name: string, def: Instr | undefined): boolean {
    return def !== undefined && SYMBOLS[def.op] !== undefined && def.args.some((a) => isId(a) && this.#facts.names.get(a) === name);
  }

  #operand(a: Atom, depth: number, least: number): string {
    const text = this.#text(a, depth - 1),
      def = isId(a) ? this.#found.get(a) : undefined;
    return def && SYMBOLS[def.op] && text.includes(' ') && strength(def.op) < least ? `(${text})` : text;
  }

  /** `3, 8-9`; lines of other files with the file's name. */
  #lines(instrs: readonly Instr[]): string {
    const files = new Map<string, Set<number>>();
    for (const { site } of instrs) if (site) add(files, site);
    return [...files]
      .sort(([a], [b]) => Number(b === this.#file) - Number(a === this.#file))
      .map(([file, lines]) => (file === this.#file ? '' : `${file.slice(file.lastIndexOf('/') + 1)}:`) + ranges([...lines]))
      .join(', ');
  }
}

function add(files: Map<string, Set<number>>, { file, line }: Site): void {
  let lines = files.get(file);
  if (!lines) files.set(file, (lines = new Set()));
  lines.add(line);
}

function ranges(lines: readonly number[]): string {
  const sorted = [...lines].sort((a, b) => a - b),
    out: string[] = [];
  for (let i = 0; i < sorted.length;) {
    let j = i;
    while (sorted[j + 1] === sorted[j]! + 1) j++;
    out.push(i === j ? String(sorted[i]) : `${sorted[i]}-${sorted[j]}`);
    i = j + 1;
  }
  return out.join(', ');
}

const plural = (lines: string): string => (/[-,]/.test(lines) ? `lines ${lines}` : `line ${lines}`);
const first = (instrs: readonly Instr[]): number => Math.min(...instrs.flatMap((i) => (i.site ? [i.site.line] : [])));
