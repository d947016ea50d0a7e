/**
 * Prints a program as JavaScript: the text of a factory `(runtime, memory) => function`. The two rooms are parameters
 * only where the program uses them; nothing else is free in the text but the globals of the language.
 */
import type { Facts } from '../../facts/facts.ts';
import { isInt, isNumber } from '../../facts/kinds.ts';
import { kindOf } from '../../facts/memory.ts';
import { type Program, isLit } from '../../ir/ir.ts';
import { isSymbolName, spelling } from '../../ir/symbols.ts';
import { forEachInstr } from '../../ir/walk.ts';
import { printSyntax } from '../generator.ts';
import * as ast from './ast.ts';
import type { Node } from './ast.ts';
import { answer } from './control.ts';
import { CHECK, type EmitOptions, LOCALS, LOG, Module, endOf } from './module.ts';
import { writtenOut } from './strides.ts';
import { type Store, STORES, type Unit, unitsOf } from './unit.ts';
import { Writer } from './writer.ts';

export type { EmitOptions } from './module.ts';

export function emit(program: Program, facts: Facts, options: EmitOptions = {}): string {
  const units = unitsOf(program, options.name ?? program.fns[0]!.name);
  const module = new Module(units, facts, options);
  module.claim(rulesOf(units));
  if (units.some(speaksOfSymbols)) module.needsRuntime();
  const callees = units.flatMap((u) => (u.is === 'callee' ? [callee(u, module)] : u.is === 'segment' ? [segment(u, module)] : []));
  const backs = units.filter((u) => u.is === 'back').map((u) => back(u, module));
  const beside = [...callees, ...backs];
  const entry = main(units, module, module.inside ? beside : []);
  return writtenOut(printSyntax(module.factory(options.header, module.inside ? [] : beside, entry)));
}

function rulesOf(units: readonly Unit[]): Set<string> {
  const rules = new Set<string>();
  for (const unit of units) forEachInstr(unit.block, (i) => void (i.op === 'apply' && rules.add(i.attr[0]!)));
  return rules;
}

/** The entry: takes its stores, runs, and gives them back unless a function value goes on reading them. */
function main(units: readonly Unit[], module: Module, callees: readonly Node[]): Node {
  const [unit] = units as [Unit];
  const w = new Writer(unit, module);
  const own = (u: Unit): boolean => u.is !== 'back' && (u.is !== 'segment' || module.inside);
  const stores = STORES.filter((store) => units.some((u) => own(u) && module.stores(u.name).includes(store)));
  const head = taking(module, stores);
  const body = w.body(unit.block);
  const tail = module.detached ? [] : giving(module, stores);
  const params = [...parameters(w, unit.block.params), ...(module.logs() ? [LOG] : [])];
  return ast.func(module.function(unit.name), params, [...head, ...callees, ...body, ...finish(w, tail)]);
}

function taking(module: Module, stores: readonly Store[]): Node[] {
  const head = stores.map((store) => {
    const [local, pointer] = LOCALS[store];
    return ast.declare('let', [local, room(module, store, 'take')], [pointer, ast.number(0)]);
  });
  return module.checked && stores.length ? [...head, ast.declare(module.inside ? 'let' : 'const', [CHECK, module.runtime('check')])] : head;
}

const giving = (module: Module, stores: readonly Store[]): Node[] => [
  ...end(module, stores),
  ...stores.map((s) => ast.say(room(module, s, 'give', ast.name(LOCALS[s][0])))),
];

/** Both sweeps of a segment, with stores of their own. */
function segment(unit: Unit, module: Module): Node {
  const w = new Writer(unit, module),
    stores = module.reached(unit.name);
  const sweeps = (): Node[] => [...w.body(unit.block), ...finish(w, giving(module, stores))];
  const body = module.inside && stores.length > 0 ? apart(module, stores, w, sweeps) : [...taking(module, stores), ...sweeps()];
  return ast.func(module.function(unit.name), parameters(w, unit.block.params), [...numbers(w), ...body]);
}

/** Where all functions share the stores of the entry, others take their place; also when the segment comes to no end. */
function apart(module: Module, stores: readonly Store[], w: Writer, sweeps: () => Node[]): Node[] {
  const locals = [...stores.flatMap((store) => LOCALS[store]), ...(module.checked ? [CHECK] : [])];
  const outer = w.fresh('outer');
  const saved = ast.declare('const', [outer, ast.array(locals.map(ast.name))]);
  const taken = stores.flatMap((store) => {
    const [local, pointer] = LOCALS[store];
    return [set(local, room(module, store, 'take')), set(pointer, ast.number(0))];
  });
  if (module.checked) taken.push(set(CHECK, module.runtime('check')));
  const back = locals.map((local, k) => set(local, ast.at(ast.name(outer), ast.number(k))));
  return [saved, ast.attempt([...taken, ...sweeps()], null, [], back)];
}

const set = (local: string, value: Node): Node => ast.say(ast.assign('=', ast.name(local), value));

function callee(unit: Unit, module: Module): Node {
  const w = new Writer(unit, module);
  return ast.func(module.function(unit.name), parameters(w, unit.block.params), [...numbers(w), ...w.body(unit.block), ...finish(w, [])]);
}

/** What a loop carries comes in as a parameter: the engine keeps it unboxed only if it is sure that it is a number. */
function numbers(w: Writer): Node[] {
  if (!w.unit.turns) return [];
  const { facts } = w.module;
  const isFloat = (id: number): boolean => isNumber(kindOf(facts, id)) && !isInt(kindOf(facts, id)) && !facts.shadows.has(id);
  return w.unit.block.params
    .filter((id) => w.isRead(id) && isFloat(id))
    .map((id) => set(w.variables.nameOf(id), ast.unary('+', ast.name(w.variables.nameOf(id)))));
}

/**
 * A function value, made by a function that is handed what it reads. Its pointers start at what the forward sweep kept,
 * each time it is called.
 */
function back(unit: Unit, module: Module): Node {
  const w = new Writer(unit, module);
  const stores = module.reached(unit.name);
  const pointers = stores.map((s) =>
    module.inside
      ? ast.say(ast.assign('=', ast.name(LOCALS[s][1]), ast.name(endOf(s))))
      : ast.declare('let', [LOCALS[s][1], ast.name(endOf(s))]),
  );
  const body = [...pointers, ...w.body(unit.block), ...finish(w, end(module, stores))];
  const handed = module.handed(unit.name).map((name) => {
    const store = stores.find((s) => LOCALS[s][1] === name);
    return store ? endOf(store) : name;
  });
  const ends = module.inside ? stores.map((s) => ast.declare('const', [endOf(s), ast.name(LOCALS[s][1])])) : [];
  const inner = { ...ast.func('back', parameters(w, unit.block.params), body), type: 'FunctionExpression' };
  return ast.func(module.function(unit.name), [...handed, ...parameters(w, unit.captured)], [...ends, ast.give(inner)]);
}

const parameters = (w: Writer, ids: readonly number[]): string[] => ids.map((id) => w.variables.nameOf(id));

function room(module: Module, store: Store, verb: string, ...args: Node[]): Node {
  const [local] = LOCALS[store];
  return module[store === 'journal' ? 'memory' : 'runtime'](verb + local[0]!.toUpperCase() + local.slice(1), ...args);
}

/** In checked mode a sweep ends with every store empty. */
function end(module: Module, stores: readonly Store[]): Node[] {
  if (!module.checked || stores.length === 0) return [];
  return [
    ast.say(
      ast.method(
        ast.name(CHECK),
        'end',
        ast.record(
          stores,
          stores.map((s) => ast.name(LOCALS[s][1])),
        ),
      ),
    ),
  ];
}

/** `return`, with what has to happen after the results are known. */
function finish(w: Writer, tail: readonly Node[]): Node[] {
  const { yields } = w.unit.block;
  if (tail.length === 0 || yields.every((a) => isLit(a) || !w.plan.inline.has(a))) return [...tail, ...answer(w, w.unit.block)];
  const name = w.fresh('result');
  const value = yields.length === 1 ? w.expr(yields[0]!) : ast.array(yields.map((a) => w.expr(a)));
  return [ast.declare('const', [name, value]), ...tail, ast.give(ast.name(name))];
}

/** Some key is a symbol that only the table of symbols has. */
function speaksOfSymbols(unit: Unit): boolean {
  const isTabled = (key: unknown): boolean => typeof key === 'string' && isSymbolName(key) && spelling(key).is === 'table';
  let found = false;
  forEachInstr(unit.block, (i) => void (found ||= i.attr.some(isTabled) || i.args.some((a) => isLit(a) && isTabled(a.lit))));
  return found;
}
