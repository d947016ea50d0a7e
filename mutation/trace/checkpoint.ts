/**
 * Loops that are checkpointed. Such a loop becomes a function of the program of its own, which runs some of its turns: from
 * one state to a later one. A call of it with all the turns takes the loop's place, so that to every analysis it is a call
 * like any other; run time calls it for as many turns as a schedule wants (see mutation/memory/trace.ts).
 */
import type { Facts } from '../../src/facts/facts.ts';
import * as K from '../../src/facts/kinds.ts';
import { kindOf } from '../../src/facts/memory.ts';
import { block, instr as make } from '../../src/ir/build.ts';
import { type Atom, type Block, type Fn, type Id, type Instr, isId, lit } from '../../src/ir/ir.ts';
import { TURNS } from '../../src/ir/turns.ts';
import { freeIds, substitute } from '../../src/ir/walk.ts';

/** What takes a loop's place, a call at its end, and the function that it calls. */
interface OutlinedLoop {
  readonly code: readonly Instr[];
  readonly fn: Fn;
}

export function outlinedLoop(loop: Instr, name: string, facts: Facts): OutlinedLoop {
  return loop.op === 'for' ? counted(loop, name, facts) : uncounted(loop, name, facts);
}

function like(facts: Facts, atom: Atom, name?: string): Id {
  const id = made(facts, kindOf(facts, atom), name ?? (isId(atom) ? facts.names.get(atom) : undefined));
  if (isId(atom) && facts.shadows.has(atom)) facts.shadows.add(id);
  return id;
}

function made(facts: Facts, kind: K.Kind, name?: string): Id {
  const id = facts.ids.fresh();
  facts.kinds.set(id, kind);
  if (name !== undefined) facts.names.set(id, name);
  return id;
}

/** A parameter for what is the same in every call. */
function standing(facts: Facts, atom: Atom, name?: string): Id {
  const id = like(facts, atom, name);
  (facts.given ??= new Map<Id, Atom>()).set(id, atom);
  return id;
}

/** As a boolean. */
function truth(facts: Facts, test: Atom, code: Instr[]): Atom {
  if (!isId(test)) return lit(Boolean(test.lit));
  const kind = kindOf(facts, test);
  if (kind.prims === K.BOOLEAN && !K.isRef(kind)) return test;
  const [no, yes] = [made(facts, K.BOOL), made(facts, K.BOOL)];
  code.push(make('not', [no], [test]), make('not', [yes], [no]));
  return yes;
}

/** What a body reads of its surroundings, as parameters. */
function parameters(facts: Facts, body: Block): { readonly free: readonly Id[]; readonly params: readonly Id[]; readonly inner: Block } {
  const free = [...freeIds(body)],
    params = free.map((id) => standing(facts, id));
  return { free, params, inner: substitute(body, new Map(free.map((id, k) => [id, params[k]!]))) };
}

/** Parameters: from and to as the loop has them, what it carries, what it reads. Results: what it carries. */
function counted(loop: Instr, name: string, facts: Facts): OutlinedLoop {
  const [from, to, step, ...inits] = loop.args as [Atom, Atom, { lit: number }, ...Atom[]];
  const { free, params, inner } = parameters(facts, loop.blocks[0]!);
  const range = [standing(facts, from, 'from'), standing(facts, to, 'to')],
    carried = inner.params.slice(1).map((p) => like(facts, p));
  const out = carried.map((p) => like(facts, p));
  const own = { ...loop, args: [...range, step, ...carried], out, blocks: [inner] };
  const attr = [name, TURNS, String(step.lit), ''];
  return {
    code: [{ ...loop, op: 'call', attr, args: [from, to, ...inits, ...free], blocks: [] }],
    fn: { name, body: block([...range, ...carried, ...params], [own], out) },
  };
}

/**
 * Parameters: the most turns, whether there is one to make, what the loop carries, what it reads. Results: whether there is
 * one more to make, what it carries, how many were made.
 */
function uncounted(loop: Instr, name: string, facts: Facts): OutlinedLoop {
  const [go, ...inits] = loop.args as [Atom, ...Atom[]];
  const { free, params, inner } = parameters(facts, loop.blocks[0]!);
  const limit = made(facts, K.NUM, 'turns'),
    going = made(facts, K.BOOL, 'going'),
    carried = inner.params.map((p) => like(facts, p));
  const [turn, next, goes] = [made(facts, K.INT, 'turn'), made(facts, K.INT, 'turn'), made(facts, K.BOOL, 'going')];
  const [more, again] = [made(facts, K.BOOL), made(facts, K.BOOL)];
  const start: Instr[] = [],
    goOn: Instr[] = [];
  const first = truth(facts, go, start),
    ongoing = truth(facts, inner.yields[0]!, goOn);
  const body = [
    ...inner.body,
    ...goOn,
    make('add', [next], [turn, lit(1)]),
    make('lt', [more], [next, limit]),
    make('select', [again], [more, ongoing, lit(false)]),
  ];
  const out = carried.map((p) => like(facts, p)),
    ended = [made(facts, K.BOOL, 'going'), made(facts, K.INT, 'turns')] as const;
  const own = {
    ...loop,
    args: [going, ...carried, going, lit(0)],
    out: [...out, ...ended],
    blocks: [block([...inner.params, goes, turn], body, [again, ...inner.yields.slice(1), ongoing, next])],
  };
  const attr = [name, TURNS, '', ''];
  const unused = [made(facts, K.BOOL), made(facts, K.INT)] as const;
  return {
    code: [
      ...start,
      { ...loop, op: 'call', attr, args: [lit(Infinity), first, ...inits, ...free], out: [unused[0], ...loop.out, unused[1]], blocks: [] },
    ],
    fn: { name, body: block([limit, going, ...carried, ...params], [own], [ended[0], ...out, ended[1]]) },
  };
}

/** A call as a loop of one turn: its results stand where a loop has what it carries, and nothing is carried into them. */
export function outlinedCall(call: Instr, name: string, facts: Facts): OutlinedLoop {
  const free = call.args.filter(isId),
    params = free.map((id) => like(facts, id)),
    inside = new Map(free.map((id, k) => [id, params[k]!]));
  const range = [made(facts, K.INT, 'from'), made(facts, K.INT, 'to')],
    before = call.out.map((id) => like(facts, id)),
    out = call.out.map((id) => like(facts, id));
  const own = { ...call, attr: [call.attr[0]!], args: call.args.map((a) => (isId(a) ? inside.get(a)! : a)), out };
  const nothing = call.out.map((id) => lit(K.mayBeNumber(kindOf(facts, id)) ? 0 : undefined));
  return {
    code: [{ ...call, attr: [name, TURNS, '1', ''], args: [lit(0), lit(1), ...nothing, ...free] }],
    fn: { name, body: block([...range, ...before, ...params], [own], out) },
  };
}

/** The loops of a block that no other loop is around, in the order of the text. */
export function outermost(b: Block): Instr[] {
  return b.body.flatMap((i) => (i.op === 'for' || i.op === 'loop' ? [i] : i.blocks.flatMap(outermost)));
}
