/** What surrounds the printed functions: the factory, what it takes from `Math` and the run-time rooms, and the stores. */
import type { Facts } from '../../facts/facts.ts';
import type { Block, Instr } from '../../ir/ir.ts';
import type { OpName } from '../../ir/ops.ts';
import { forEachInstr } from '../../ir/walk.ts';
import * as ast from './ast.ts';
import type { Node } from './ast.ts';
import { type Store, STORES, type Unit, storesOf } from './unit.ts';
import { Names } from './names.ts';

export interface EmitOptions {
  /** The name of the entry function; otherwise that of `fns[0]`. */
  readonly name?: string;
  /** A comment at the top: what the text is specialised to. Texts that differ in nothing else must differ here. */
  readonly header?: string;
  /** Count and check every value kept and taken. */
  readonly checked?: boolean;
  /** The program may be run several times as one call: draws, clocks and output go through `runtime.replayed`. */
  readonly replays?: boolean;
  /** A comment for an instruction, such as its line in the user's source; repeated ones are printed once. */
  readonly note?: (instr: Instr) => string | null;
}

/** The locals of each store: the array and the pointer. */
export const LOCALS: Readonly<Record<Store, readonly [array: string, pointer: string]>> = {
  tape: ['tape', 'tp'],
  path: ['path', 'pp'],
  refs: ['refs', 'rp'],
  journal: ['journal', 'jp'],
};

/** The parameter of a detached program that notes the shadows it makes and rewires, and the counter of checked mode. */
export const LOG = 'log',
  CHECK = 'check';

/** What a function value calls the pointer of a store where the forward sweep ended. */
export const endOf = (store: Store): string => `${store}End`;

export class Module {
  readonly facts: Facts;
  readonly checked: boolean;
  readonly replays: boolean;
  /** Turns of loops are run again. */
  readonly retraces: boolean;
  readonly note: (instr: Instr) => string | null;
  /** The program makes function values that outlive the call: what it keeps stays. */
  readonly detached: boolean;
  /** Names that no variable of any function may have. */
  readonly taken: Names;
  readonly #functions = new Map<string, string>();
  readonly #logs: ReadonlySet<string>;
  readonly #stores = new Map<string, readonly Store[]>();
  readonly #math = new Map<string, string>();
  readonly #rules = new Map<string, string>();
  readonly #inside: boolean;
  #runtime = false;
  #memory = false;

  constructor(units: readonly Unit[], facts: Facts, options: EmitOptions) {
    this.facts = facts;
    this.checked = options.checked ?? false;
    this.replays = options.replays ?? false;
    this.retraces = units.some(({ block }) => has(block, 'record'));
    this.note = options.note ?? (() => null);
    this.detached = units.some((u) => u.is === 'back');
    this.taken = new Names(null, ['runtime', 'memory', LOG, CHECK, ...Object.values(LOCALS).flat(), ...STORES.map(endOf)]);
    this.#logs = new Set(this.detached ? units.filter(logs).map((u) => u.name) : []);
    for (const unit of units) {
      this.#functions.set(unit.name, this.taken.claim(unit.name || 'derived'));
      this.#stores.set(
        unit.name,
        STORES.filter((store) => storesOf(unit.block, this.detached).has(store)),
      );
    }
    this.#inside = units.some((u) => u.is === 'callee' && (this.stores(u.name).length > 0 || this.logs(u.name)));
  }

  /** The printed name of a function of the program. */
  function(name: string): string {
    return this.#functions.get(name)!;
  }

  /** The stores that a function of the program touches itself. */
  stores(name: string): readonly Store[] {
    return this.#stores.get(name)!;
  }

  /** The stores that a function of the program, or a callee beside it, touches. */
  reached(name: string): readonly Store[] {
    return this.inside ? STORES.filter((store) => [...this.#stores.values()].some((own) => own.includes(store))) : this.stores(name);
  }

  /** Whether a function of the program (some function, without a name) speaks of the log. */
  logs(name?: string): boolean {
    return name === undefined ? this.#logs.size > 0 : this.#logs.has(name);
  }

  /** Callees touch the stores: they, and function values with them, live inside the entry, whose locals the stores are. */
  get inside(): boolean {
    return this.#inside;
  }

  /** The locals of the entry that a function value gets when it is made, by the names they have there. */
  handed(name: string): string[] {
    if (this.inside) return [];
    const stores = this.stores(name);
    return [...(this.#logs.has(name) ? [LOG] : []), ...(this.checked && stores.length ? [CHECK] : []), ...stores.flatMap((s) => LOCALS[s])];
  }

  /** Names are handed out before any variable is named. */
  claim(rules: Iterable<string>): void {
    for (const rule of rules) {
      const table = rule.startsWith('Math.') ? this.#math : this.#rules;
      if (!table.has(rule)) table.set(rule, this.taken.claim(rule.slice(rule.lastIndexOf('.') + 1)));
    }
  }

  /** The function of a rule. */
  rule(rule: string): Node {
    return ast.name((this.#math.get(rule) ?? this.#rules.get(rule))!);
  }

  /** Something prints the name of the run-time room by itself. */
  needsRuntime(): void {
    this.#runtime = true;
  }

  runtime(what: string, ...args: Node[]): Node {
    this.#runtime = true;
    return ast.method(ast.name('runtime'), what, ...args);
  }

  memory(what: string, ...args: Node[]): Node {
    this.#memory = true;
    return ast.method(ast.name('memory'), what, ...args);
  }

  /** `(runtime, memory) => { …; return function … }`; the parameters are there only when used. */
  factory(header: string | undefined, functions: readonly Node[], entry: Node): Node {
    const above: Node[] = [];
    if (this.#math.size) above.push(ast.declare('const', [pattern(this.#math), ast.name('Math')]));
    if (this.#rules.size) this.#runtime = true;
    for (const [rule, local] of this.#rules) {
      above.push(ast.declare('const', [local, ast.at(ast.field(ast.name('runtime'), 'rules'), ast.text(rule))]));
    }
    const body = [...above, ...functions, ast.give({ ...entry, type: 'FunctionExpression' })];
    const lines = header === undefined ? [] : header.split(/[\r\n\u2028\u2029]+/);
    if (lines.length) body[0] = ast.comment(body[0]!, lines);
    const params = this.#memory ? ['runtime', 'memory'] : this.#runtime ? ['runtime'] : [];
    return ast.closure(params, ast.block(body, ['use strict']));
  }
}

function has(block: Block, name: OpName): boolean {
  let found = false;
  forEachInstr(block, ({ op }) => void (found ||= op === name));
  return found;
}

function logs(unit: Unit): boolean {
  let found = false;
  forEachInstr(
    unit.block,
    ({ op }) => (found ||= op === 'setshadow' || op === 'unsetshadow' || ((op === 'shadow' || op === 'zeros') && unit.is !== 'back')),
  );
  return found;
}

/** `{ sin, exp: exp2 }`. */
function pattern(names: ReadonlyMap<string, string>): Node {
  return {
    type: 'ObjectPattern',
    properties: [...names].map(([rule, local]) => {
      const key = rule.slice('Math.'.length);
      return { type: 'ObjectProperty', key: ast.name(key), value: ast.name(local), computed: false, shorthand: key === local };
    }),
  };
}
