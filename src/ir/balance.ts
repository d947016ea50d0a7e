/**
 * Whether every value that is kept is taken again, in the mirrored order. Stores are stacks, so the sweeps are checked like
 * brackets: a block's effect on a store is what it takes from below and what it leaves, where a branch or a loop counts as
 * one bracket that only the same branch or loop of the reverse sweep closes.
 */
import type { Block, Fn, Instr, Program } from './ir.ts';
import { UNRECORDED } from './turns.ts';
import { forEachInstr } from './walk.ts';

type Item =
  | { readonly is: 'value' }
  | { readonly is: 'branch'; readonly arms: readonly (readonly Item[] | null)[] }
  | { readonly is: 'loop'; readonly body: readonly Item[] }
  | { readonly is: 'call'; readonly name: string };

/** Null for code that never reaches its end. */
interface Net {
  readonly pops: readonly Item[];
  readonly pushes: readonly Item[];
}

const NONE: Net = { pops: [], pushes: [] };
const isNone = (net: Net | null): boolean => net === null || (net.pops.length === 0 && net.pushes.length === 0);

/** What is wrong, or null. */
export function imbalance(program: Program): string | null {
  try {
    for (const store of ['tape', 'path', 'refs', 'journal']) {
      const net = new Balance(program, store).entry();
      if (net?.pops.length) throw new Unbalanced(`values are taken from the ${store} that were never kept`);
      if (net?.pushes.length) throw new Unbalanced(`values kept in the ${store} are never taken`);
    }
    return null;
  } catch (error) {
    if (error instanceof Unbalanced) return error.message;
    throw error;
  }
}

class Unbalanced extends Error {}

class Balance {
  readonly #fns: ReadonlyMap<string, Fn>;
  readonly #entry: Fn;
  readonly #store: string;
  readonly #nets = new Map<string, Net | null>();
  readonly #paired = new Set<string>();
  #alone = false;

  constructor(program: Program, store: string) {
    this.#fns = new Map(program.fns.map((fn) => [fn.name, fn]));
    this.#entry = program.fns[0]!;
    this.#store = store;
  }

  entry(): Net | null {
    return this.#block(this.#entry.body);
  }

  #block(block: Block): Net | null {
    const pops: Item[] = [],
      pushes: Item[] = [];
    for (const instr of block.body) {
      if (instr.op === 'throw') return null;
      const net = this.#instr(instr);
      if (net === null) return null;
      for (const item of net.pops) {
        const top = pushes.pop();
        if (top === undefined) pops.push(item);
        else this.#close(top, item, pushes);
      }
      pushes.push(...net.pushes);
    }
    return { pops, pushes };
  }

  #instr(instr: Instr): Net | null {
    const values = (n: number): Item[] => Array.from({ length: n }, () => ({ is: 'value' }));
    const here = (store: string | undefined): boolean => store === this.#store;
    switch (instr.op) {
      case 'keep':
        return here(instr.attr[0]) ? { pops: [], pushes: values(instr.args.length) } : NONE;
      case 'take':
        return here(instr.attr[0]) ? { pops: values(instr.out.length), pushes: [] } : NONE;
      case 'journal':
        return here('journal') ? { pops: [], pushes: values(1) } : NONE;
      case 'undo':
        return here('journal') ? { pops: values(1), pushes: [] } : NONE;
      case 'setshadow':
        return here('refs') && !instr.attr.includes(UNRECORDED) ? { pops: [], pushes: values(1) } : NONE;
      case 'unsetshadow':
        return here('refs') ? { pops: values(1), pushes: [] } : NONE;
      case 'if':
        return this.#branch(instr.blocks);
      case 'attempt':
        // in the order of the branch that undoes it: thrown, not thrown
        return this.#branch([...instr.blocks].reverse());
      case 'for':
      case 'loop':
        return this.#loop(instr);
      case 'call':
        return this.#call(instr.attr[0]!);
      case 'guard':
      case 'settle':
      case 'back':
        return this.#block(instr.blocks[0]!);
      default:
        return NONE;
    }
  }

  #branch(blocks: readonly Block[]): Net | null {
    const arms = blocks.map((b) => this.#block(b));
    if (arms.every((arm) => arm === null)) return null;
    if (arms.every(isNone)) return NONE;
    if (arms.every((arm) => !arm?.pops.length)) return { pops: [], pushes: [{ is: 'branch', arms: arms.map((arm) => arm && arm.pushes) }] };
    if (arms.every((arm) => !arm?.pushes.length)) return { pops: [{ is: 'branch', arms: arms.map((arm) => arm && arm.pops) }], pushes: [] };
    throw new Unbalanced(`a branch both keeps values in the ${this.#store} and takes values kept before it`);
  }

  #loop(instr: Instr): Net {
    const body = this.#block(instr.blocks[0]!);
    if (body === null || isNone(body)) return NONE;
    if (body.pops.length === 0) return { pops: [], pushes: [{ is: 'loop', body: body.pushes }] };
    if (body.pushes.length === 0) return { pops: [{ is: 'loop', body: body.pops }], pushes: [] };
    throw new Unbalanced(`a turn of a loop keeps values in the ${this.#store} and takes values kept before it`);
  }

  /** A call is one bracket, if the function or what it calls leaves or takes anything. */
  #call(name: string): Net {
    if (!this.#fns.has(name) || this.#alone) return NONE;
    const item: Item = { is: 'call', name };
    const nets = [...this.#reached(name)].map((reached) => this.#ownNet(reached));
    return { pops: nets.some((net) => net?.pops.length) ? [item] : [], pushes: nets.some((net) => net?.pushes.length) ? [item] : [] };
  }

  /** What a function does besides its calls. */
  #ownNet(name: string): Net | null {
    const known = this.#nets.get(name);
    if (known !== undefined) return known;
    this.#alone = true;
    const net = this.#block(this.#fns.get(name)!.body);
    this.#alone = false;
    this.#nets.set(name, net);
    return net;
  }

  /** The functions that a call may run. */
  #reached(name: string): ReadonlySet<string> {
    const found = new Set([name]);
    for (const at of found) {
      const fn = this.#fns.get(at);
      if (fn) forEachInstr(fn, ({ op, attr }) => void (op === 'call' && this.#fns.has(attr[0]!) && found.add(attr[0]!)));
    }
    return found;
  }

  /** Closes the last bracket of the forward sweep with one of the reverse sweep. */
  #close(kept: Item, taken: Item, below: Item[]): void {
    if (kept.is === 'branch' && taken.is !== 'branch' && kept.arms.includes(null)) {
      // the other arm throws: the reverse sweep may go straight through this one
      below.push(...kept.arms.find((arm) => arm !== null)!);
      const top = below.pop();
      if (top) return this.#close(top, taken, below);
    } else if (kept.is === 'value' && taken.is === 'value') return;
    else if (kept.is === 'branch' && taken.is === 'branch') {
      return kept.arms.forEach((arm, i) => arm && taken.arms[i] && this.#mirror(arm, taken.arms[i]));
    } else if (kept.is === 'loop' && taken.is === 'loop') return this.#mirror(kept.body, taken.body);
    else if (kept.is === 'call' && taken.is === 'call') return this.#pair(kept.name, taken.name);
    throw new Unbalanced(`a ${kept.is} keeps in the ${this.#store} what a ${taken.is} takes`);
  }

  #mirror(kept: readonly Item[], taken: readonly Item[]): void {
    const left = [...kept];
    for (const item of taken) {
      const top = left.pop();
      if (!top) throw new Unbalanced(`more is taken from the ${this.#store} than was kept`);
      this.#close(top, item, left);
    }
    if (left.length) throw new Unbalanced(`values kept in the ${this.#store} are never taken`);
  }

  /** Two functions mirror each other if they do wherever they call themselves. */
  #pair(forward: string, reverse: string): void {
    const key = `${forward} ${reverse}`;
    if (this.#paired.has(key)) return;
    this.#paired.add(key);
    const kept = this.#block(this.#fns.get(forward)!.body),
      taken = this.#block(this.#fns.get(reverse)!.body);
    if (kept && taken) this.#mirror(kept.pushes, taken.pops);
  }
}
