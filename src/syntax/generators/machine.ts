/**
 * The machine that a generator's body becomes: numbered stretches of statements, each of which ends by going to another
 * one, by giving a value, or by leaving. `at'` is the stretch that runs, `state'` the one where the generator goes on.
 */
import type * as t from '@babel/types';
import * as ast from '../emit/ast.ts';
import { type Jump, type Stretch, goesOn, threaded } from './threading.ts';
import { Refused, as, blockOf, isEqual, number, of, own, result, set, when } from './shape.ts';

const AT = own('at');
const RUN = own('run');
const STATE = own('state');
const GUARD = own('guard');
const ERROR = own('error');
const MODE = own('mode');
const SENT = own('sent');

/** How a step begins: what `next`, `throw` and `return` ask for. */
export const MODES = { next: 0, throw: 1, return: 2 } as const;
const ENDED = -1;

/** What is to be done once a `finally` block is through. */
interface Finally {
  readonly label: number;
  readonly kind: string;
  readonly value: string;
  /** Where it may be left to, each with the number that says so. */
  readonly jumps: Target[];
}
const FALLS = 0;
const THROWS = 1;
const RETURNS = 2;

interface Target {
  readonly frame: Frame;
  readonly label: number;
}

/** Something around the code that is being taken apart. */
export interface Frame {
  readonly names: readonly string[];
  readonly breaks: number | null;
  readonly continues: number | null;
  /** A plain `break` leaves it. */
  readonly plain: boolean;
  readonly finally: Finally | null;
  /** The handler that is in force outside of it. */
  readonly guard: number;
}

export class Machine {
  readonly #cases: Stretch[] = [];
  /** Where a step can begin. */
  readonly #begins = new Set([0]);
  readonly #frames: Frame[] = [];
  readonly names: string[] = [];
  #labels = 0;
  #temps = 0;
  #guard = 0;
  /** Loops over iterators, by the stretch that their errors go to. */
  readonly #closers = new Map<number, { readonly iterator: string; readonly outer: number }>();
  /** Some stretch stands in a `try`, or in a loop over an iterator that an error closes. */
  #catches = false;
  #closes = false;
  /** It does something when it is told to end. */
  ends = false;

  /** Its value never changes. */
  readonly isStill: (node: t.Node) => boolean;

  constructor(isStill: (node: t.Node) => boolean) {
    this.isStill = isStill;
    this.mark(this.#labels++);
  }

  label(): number {
    return this.#labels++;
  }

  /** What follows is the stretch of that number. */
  mark(label: number): void {
    if (this.#cases.length > 0) this.emit(...this.jump(label));
    this.#cases.push({ label, body: [] });
  }

  emit(...statements: readonly t.Statement[]): void {
    const { body } = this.#cases.at(-1)!;
    if (!leaves(body.at(-1))) body.push(...statements);
  }

  /** A new variable of the machine. */
  temp(word = 't'): string {
    const name = own(`${word}${this.#temps++ || ''}`);
    this.names.push(name);
    return name;
  }

  jump(label: number): t.Statement[] {
    const leave: ast.Node = { type: 'ContinueStatement', label: ast.name(RUN) };
    const jump: Jump = { type: 'BlockStatement', body: [of(set(AT, number(label))), leave], directives: [], jump: label };
    return [as(jump)];
  }

  /** Gives a value and waits; gives what is sent then. */
  give(value: t.Node): t.Expression {
    const next = this.label();
    this.#begins.add(next);
    this.emit(set(STATE, number(next)), result(of(value), false));
    this.#cases.push({ label: next, body: [] });
    this.emit(
      when(isEqual(MODE, MODES.throw), [as(ast.raise(ast.name(SENT)))]),
      when(isEqual(MODE, MODES.return), this.returning(as(ast.name(SENT)))),
    );
    return as(ast.name(SENT));
  }

  /** `yield* iterator`, the iterator being made already: every step of it is one of ours. Gives its result. */
  delegate(iterator: string): string {
    this.ends = true;
    const step = this.temp('step');
    const test = this.label(),
      next = this.label(),
      end = this.label();
    const call = (name: string, ...args: readonly string[]): t.Statement =>
      set(step, ast.method(ast.name(iterator), name, ...args.map(ast.name)));
    const has = (name: string): ast.Node => ast.binary('!=', ast.field(ast.name(iterator), name), ast.literal({ lit: null }));
    this.emit(call('next', 'undefined'));
    this.mark(test);
    this.emit(when(ast.field(ast.name(step), 'done'), this.jump(end)));
    this.#begins.add(next);
    this.emit(set(STATE, number(next)), result(ast.field(ast.name(step), 'value'), false));
    this.#cases.push({ label: next, body: [] });
    this.emit(
      when(isEqual(MODE, MODES.return), [
        when(ast.unary('!', has('return')), this.returning(as(ast.name(SENT)))),
        call('return', SENT),
        when(ast.field(ast.name(step), 'done'), this.returning(as(ast.field(ast.name(step), 'value')))),
        ...this.jump(test),
      ]),
      when(isEqual(MODE, MODES.throw), [
        when(ast.unary('!', has('throw')), [
          when(has('return'), [as(ast.say(ast.method(ast.name(iterator), 'return')))]),
          as(ast.raise(ast.construct(ast.name('TypeError'), ast.text("The iterator does not provide a 'throw' method")))),
        ]),
        call('throw', SENT),
        ...this.jump(test),
      ]),
      call('next', SENT),
      ...this.jump(test),
    );
    this.#cases.push({ label: end, body: [] });
    return step;
  }

  /** Runs `body` inside something that exits can name. */
  inside(frame: Partial<Frame>, body: () => void): void {
    this.#frames.push({ names: [], breaks: null, continues: null, plain: false, finally: null, guard: this.#guard, ...frame });
    body();
    this.#frames.pop();
  }

  get guard(): number {
    return this.#guard;
  }

  /** From here on errors go to the stretch of that number; 0: to the caller. */
  protect(label: number): void {
    if (label !== 0) {
      this.#catches = true;
      this.#begins.add(label);
    }
    this.#guard = label;
    this.emit(set(GUARD, number(label)));
  }

  /**
   * From here on errors go to the stretch of that number, where an iterator has to be told: conditions of that kind, and the
   * handler around the machine, vanish where lowering sees that there is none (see lower/statements/closing.ts).
   */
  closing(label: number, iterator: string): void {
    this.#closes = true;
    this.#begins.add(label);
    this.#closers.set(label, { iterator, outer: this.#guard });
    this.#guard = label;
    this.emit(this.#ifCloses(iterator, [set(GUARD, number(label))]));
  }

  #ifCloses(iterator: string, body: readonly t.Statement[]): t.Statement {
    const test = ast.binary('!=', ast.field(ast.name(iterator), 'return'), ast.literal({ lit: null }));
    return Object.assign(when(test, body), { closes: true });
  }

  /**
   * Where an error of such a loop's body goes: the iterator is closed, whatever that throws, and the error goes on. `done`: the
   * variable that says that it has ended by itself.
   */
  closed(label: number, iterator: string, done?: string): void {
    const { outer } = this.#closers.get(label)!;
    const told = ast.attempt([ast.say(ast.method(ast.name(iterator), 'return'))], own('ignored'), [], null);
    const close = done === undefined ? told : of(when(ast.unary('!', ast.name(done)), [as(told)]));
    this.mark(label);
    this.#guard = outer;
    this.emit(this.#ifCloses(iterator, [set(GUARD, number(outer)), as(close), as(ast.raise(ast.name(ERROR)))]));
    this.emit(result(ast.name('undefined'), true));
  }

  /** The error that a handler was entered with. */
  get error(): t.Expression {
    return as(ast.name(ERROR));
  }

  finally(): Finally {
    this.ends = true;
    return { label: this.label(), kind: this.temp('kind'), value: this.temp('value'), jumps: [] };
  }

  /** Goes to the `finally` block because control falls there, or because of an error. */
  enter({ label, kind, value }: Finally, error = false): t.Statement[] {
    return [set(kind, number(error ? THROWS : FALLS)), ...(error ? [set(value, this.error)] : []), ...this.jump(label)];
  }

  /** Goes on where it was going before the `finally` block. */
  resume({ kind, value, jumps }: Finally): void {
    this.emit(when(isEqual(kind, THROWS), [as(ast.raise(ast.name(value)))]));
    this.emit(when(isEqual(kind, RETURNS), this.returning(as(ast.name(value)))));
    jumps.forEach((jump, i) => this.emit(when(isEqual(kind, RETURNS + 1 + i), this.#leave(jump))));
  }

  /** Ends the generator with a value. */
  returning(value: t.Node | null): t.Statement[] {
    const around = this.#frames.findLast((frame) => frame.finally);
    const given = value ? of(value) : ast.name('undefined');
    if (!around) return [result(given, true)];
    const { kind, value: kept, label } = around.finally!;
    return [set(kept, given), set(kind, number(RETURNS)), ...this.#unguarded(around), ...this.jump(label)];
  }

  /** `break` or `continue` out of code that was taken apart. */
  leaving(node: t.BreakStatement | t.ContinueStatement): t.Statement[] {
    const name = node.label?.name;
    const breaks = node.type === 'BreakStatement';
    const frame = this.#frames.findLast((f) => {
      if ((breaks ? f.breaks : f.continues) === null) return false;
      return name !== undefined ? f.names.includes(name) : !breaks || f.plain;
    });
    if (!frame) throw new Refused(node, 'This jump in a generator');
    return this.#leave({ frame, label: breaks ? frame.breaks! : frame.continues! });
  }

  #leave(jump: Target): t.Statement[] {
    const around = this.#frames.findLast((f) => f.finally !== null && this.#frames.indexOf(f) > this.#frames.indexOf(jump.frame));
    if (!around) return [...this.#unguarded(jump.frame), ...this.jump(jump.label)];
    const { jumps, kind, label } = around.finally!;
    let at = jumps.findIndex((j) => j.label === jump.label);
    if (at < 0) at = jumps.push(jump) - 1;
    return [set(kind, number(RETURNS + 1 + at)), ...this.#unguarded(around), ...this.jump(label)];
  }

  #unguarded(frame: Frame): t.Statement[] {
    const reset = set(GUARD, number(frame.guard));
    const iterators: string[] = [];
    for (let at = this.#guard; at !== frame.guard;) {
      const closer = this.#closers.get(at);
      if (!closer) return [reset];
      iterators.push(closer.iterator);
      at = closer.outer;
    }
    return iterators.map((iterator) => this.#ifCloses(iterator, [reset]));
  }

  /** The end of such a loop's body. */
  unguard(outer: number): void {
    this.emit(...this.#unguarded({ guard: outer } as Frame));
  }

  /** The function that takes one step: `(mode', sent') => …`. */
  step(): t.Expression {
    this.emit(result(ast.name('undefined'), true));
    const catches = this.#catches || this.#closes;
    if (catches) this.names.push(GUARD, ERROR);
    const stretches = threaded(this.#cases, this.#begins);
    const cases = stretches.map(
      ({ label, body }, i) =>
        ({ type: 'SwitchCase', test: i === stretches.length - 1 && i > 0 ? null : number(label), consequent: body.map(of) }) as ast.Node,
    );
    const chosen: ast.Node = { type: 'SwitchStatement', discriminant: ast.name(AT), cases };
    const e = own('e');
    const caught = [when(isEqual(GUARD, 0), [as(ast.raise(ast.name(e)))]), set(ERROR, ast.name(e)), set(AT, ast.name(GUARD))];
    const tried = ast.attempt([chosen], e, caught.map(of), null);
    const round = this.#catches ? tried : this.#closes ? { ...tried, closes: true } : chosen;
    const loop: ast.Node = { type: 'ForStatement', init: null, test: null, update: null, body: ast.block([round]) };
    const begun = ast.binary('<=', ast.name(AT), number(0));
    const body = [
      ast.declare('let', [AT, ast.name(STATE)]),
      of(set(STATE, number(ENDED))),
      of(
        when(begun, [
          when(isEqual(MODE, MODES.throw), [as(ast.raise(ast.name(SENT)))]),
          when(isEqual(MODE, MODES.return), [result(ast.name(SENT), true)]),
          when(isEqual(AT, ENDED), [result(ast.name('undefined'), true)]),
        ]),
      ),
      catches || goesOn(stretches) ? ({ type: 'LabeledStatement', label: ast.name(RUN), body: loop } as ast.Node) : chosen,
    ];
    return as(ast.closure([MODE, SENT], blockOf(body.map((s) => as<t.Statement>(s))) as unknown as ast.Node));
  }

  /** What the machine keeps between its steps, as a declaration; `vars` can be read before they are assigned. */
  declaration(locals: readonly string[], vars: ReadonlySet<string>): t.Statement {
    const names = [...locals, ...this.names];
    const { declarations, ...list } = ast.declare('let', [STATE, number(0)], ...names.map((name) => [name, null] as const));
    const unset = (d: ast.Node, i: number): ast.Node => (i > 0 && !vars.has(names[i - 1]!) ? { ...d, definite: true } : d);
    return as({ ...list, declarations: (declarations as ast.Node[]).map(unset) });
  }
}

/** Nothing comes after it. */
function leaves(last: t.Statement | undefined): boolean {
  if (last?.type === 'BlockStatement') return leaves(last.body.at(-1));
  return last !== undefined && (last.type === 'ContinueStatement' || last.type === 'ReturnStatement' || last.type === 'ThrowStatement');
}
