/**
 * The tangent program: the primal with the tangent of every active number beside it, and the shadow of every object that may hold
 * some, once for each of its directions. It is a program like any other, without tape, so that it can be differentiated again,
 * forward or in reverse.
 */
import { withoutHook } from '../adjoint/hook.ts';
import type { Activity } from '../facts/activity.ts';
import type { Facts } from '../facts/facts.ts';
import { isKernel } from '../facts/kernels.ts';
import { block, instr as make } from '../ir/build.ts';
import type { Atom, Block, Fn, Instr, Program } from '../ir/ir.ts';
import { Definitions } from './definitions.ts';
import { KernelUse } from './kernels.ts';
import type { PartialsOf } from './sweep.ts';
import { Code, Lane } from './tangent-lane.ts';

export interface Tangent {
  /**
   * Its entry has the parameters of the primal, then for each direction those in `dots`; its results are the primal's and what goes
   * with it along each direction.
   */
  readonly program: Program;
  /** Parameters of the primal entry, by index, that have a tangent or a shadow: parameters after the primal's, in this order. */
  readonly dots: readonly number[];
}

/** The primal is computed once for all of `width` directions; its parameters whose numbers have tangents are those of `activity`. */
export function tangent(program: Program, facts: Facts, activity: Activity, partials: PartialsOf, width = 1): Tangent {
  return new Builder(program, facts, activity, partials, width).all();
}

class Builder {
  readonly #program: Program;
  readonly #kernels: KernelUse;
  readonly #lanes: readonly Lane[];
  readonly #code = new Code();

  constructor(program: Program, facts: Facts, activity: Activity, partials: PartialsOf, width: number) {
    this.#program = program;
    this.#kernels = new KernelUse(facts);
    const common = { facts, activity, partials, definitions: new Definitions(program), kernels: this.#kernels, code: this.#code };
    this.#lanes = Array.from({ length: width }, () => new Lane(common));
  }

  all(): Tangent {
    const entry = this.#program.fns[0]!.body.params;
    const dots = entry.flatMap((p, i) => (this.#carries(p) ? [i] : []));
    const fns = this.#program.fns.map((fn, i): Fn => {
      const own = this.#each((lane) => lane.companions(fn.body.params));
      const body = this.#block(fn.body);
      const more = this.#each((lane) => (i === 0 ? [lane.dot(fn.body.yields[0]!)] : lane.yielded(fn.body.yields)));
      return { name: fn.name, body: block([...body.params, ...own], body.body, [...body.yields, ...more]) };
    });
    return { program: { fns: [...fns, ...this.#kernels.fns] }, dots };
  }

  #each<T>(of: (lane: Lane) => readonly T[]): T[] {
    return this.#lanes.flatMap(of);
  }

  /** The same along every direction. */
  #carries(value: Atom): boolean {
    return this.#lanes[0]!.carries(value);
  }

  #block(b: Block): Block {
    const body = this.#code.apart(() => b.body.forEach((i) => this.#instr(i)));
    return block(b.params, body, b.yields);
  }

  #instr(i: Instr): void {
    this.#code.site = i.site;
    switch (i.op) {
      case 'if':
      case 'guard':
        return this.#code.push(this.#merged(i));
      case 'attempt':
        return this.#attempted(i);
      case 'for':
        return this.#code.push(this.#carried(i, 3, 1));
      case 'loop':
        return this.#code.push(this.#carried(i, 1, 0));
      case 'call':
        return this.#code.push(this.#call(i));
      case 'hook':
        return this.#hook(i);
      default:
        this.#code.push(i);
        for (const lane of this.#lanes)
          if (isKernel(i)) lane.kernel(i);
          else lane.beside(i);
    }
  }

  /** It is for reverse sweeps. */
  #hook(i: Instr): void {
    for (const value of withoutHook(i)) {
      this.#code.push(value);
      for (const lane of this.#lanes) lane.rename(i.out[0]!, i.args[0]!);
    }
  }

  /** An error that the engine made has no shadow yet. */
  #attempted(i: Instr): void {
    const [, handler] = i.blocks as [Block, Block];
    const at = handler.yields.indexOf(handler.params[0]!),
      error = i.out[at];
    this.#code.push(this.#merged(i, at));
    if (error === undefined) return;
    for (const lane of this.#lanes) if (lane.shadowed(error)) this.#code.push(make('object', [lane.made(error)], [], { site: i.site }));
  }

  /** `except`: a result that gets its tangent or shadow otherwise. */
  #merged(i: Instr, except = -1): Instr {
    const at = i.out.flatMap((o, k) => (this.#carries(o) && k !== except ? [k] : []));
    const blocks = i.blocks.map((b) => {
      const made = this.#block(b);
      return block(made.params, made.body, [...made.yields, ...this.#each((lane) => at.map((k) => lane.dot(b.yields[k]!)))]);
    });
    return { ...i, out: [...i.out, ...this.#each((lane) => at.map((k) => lane.made(i.out[k]!)))], blocks };
  }

  /** Loops: what comes in from operand `first`, block parameters from `param`. */
  #carried(i: Instr, first: number, param: number): Instr {
    const body = i.blocks[0]!,
      next = body.yields.length - i.out.length;
    const at = i.out.flatMap((o, k) => (this.#carries(o) || this.#carries(body.params[param + k]!) ? [k] : []));
    const inits = this.#each((lane) => at.map((k) => lane.dot(i.args[first + k]!)));
    const params = this.#each((lane) => at.map((k) => lane.made(body.params[param + k]!)));
    const inner = this.#block(body);
    const yields = [...inner.yields, ...this.#each((lane) => at.map((k) => lane.dot(body.yields[next + k]!)))];
    const blocks = [block([...body.params, ...params], inner.body, yields)];
    return { ...i, args: [...i.args, ...inits], out: [...i.out, ...this.#each((lane) => at.map((k) => lane.made(i.out[k]!)))], blocks };
  }

  #call(i: Instr): Instr {
    const callee = this.#program.fns.find((f) => f.name === i.attr[0])!;
    const extra = this.#each((lane) => callee.body.params.flatMap((p, k) => (lane.carries(p) ? [lane.dot(i.args[k]!)] : [])));
    const results = this.#each((lane) => callee.body.yields.flatMap((y, k) => (lane.carries(y) ? [lane.made(i.out[k]!)] : [])));
    return { ...i, args: [...i.args, ...extra], out: [...i.out, ...results] };
  }
}
