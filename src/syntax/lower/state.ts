/** The state of one round of lowering: where instructions go, what variables hold, what is known of values. */
import type * as t from '@babel/types';
import type { Facts } from '../../facts/facts.ts';
import type { MemoryClass } from '../../facts/heap.ts';
import { ANY_PRIMITIVE, inferKind } from '../../facts/infer.ts';
import { noKernels } from '../../facts/kernels.ts';
import * as K from '../../facts/kinds.ts';
import { type ClassId, type Kind, functionsOf, isMixed, isRef, othersOf } from '../../facts/kinds.ts';
import type { AdjointError } from '../../fault/fault.ts';
import { Ids, instr } from '../../ir/build.ts';
import { type Atom, type Block, type Fn, type Id, type Instr, type Site, isId, isLit, lit } from '../../ir/ir.ts';
import type { OpName } from '../../ir/ops.ts';
import type { Capture } from '../environment.ts';
import type { FunctionNode } from '../read.ts';
import { type Risk, pushTried } from './attempt.ts';
import type { Cloning } from './calls/clone.ts';
import { Flow, type Variable } from './flow.ts';
import { fold } from './fold.ts';
import { Sure } from './risk.ts';
import type { Called } from './followed.ts';
import type { Session } from './session.ts';
import type { Split } from './split.ts';
import type { Captured, Unit } from './unit.ts';

/** A statement that `break` or `continue` can name. */
export interface Target {
  readonly names: readonly string[];
  readonly node: t.Node;
  readonly breaks: number;
  /** Null where `continue` means something further out. */
  readonly continues: number | null;
  /** A plain `break` leaves it. */
  readonly plain: boolean;
}

export const RETURN = 1;
export const THROW = 2;

/** One call being inlined. */
export class Activation {
  readonly unit: Unit;
  readonly node: FunctionNode;
  /** The code, and what it is specialised for. */
  readonly key: string;
  readonly path: number;
  readonly callSite: Site | null;
  readonly variables = new Map<Captured, Variable>();
  readonly exit: Variable = { name: 'exit', boxed: false };
  readonly result: Variable = { name: 'result', boxed: false };
  readonly thrown: Variable = { name: 'thrown', boxed: false };
  readonly targets: Target[] = [];
  codes = THROW;

  constructor(unit: Unit, node: FunctionNode, key: string, path: number, callSite: Site | null) {
    this.unit = unit;
    this.node = node;
    this.key = key;
    this.path = path;
    this.callSite = callSite;
  }

  get isModel(): boolean {
    return this.unit.fn === null;
  }
}

/** What comes into a function of the program from outside. */
export interface Entering {
  readonly id: Id;
  readonly key: unknown;
  readonly capture: Capture;
}

export interface Details {
  readonly attr?: readonly string[];
  readonly blocks?: readonly Block[];
  readonly kind?: Kind;
}

/** Operations that look into their first operand. */
const LOOKING: ReadonlySet<OpName> = new Set<OpName>([
  'load',
  'store',
  'length',
  'push',
  'pop',
  'setlength',
  'delete',
  'copy',
  'view',
  'viewbuffer',
  'keys',
]);

export class Lowering {
  readonly session: Session;
  readonly facts: Facts;
  body: Instr[] = [];
  flow = new Flow();
  /** Of the function being made, by what identifies them. */
  inputs = new Map<unknown, Entering>();
  /** The calls being inlined, innermost last. */
  readonly stack: Activation[] = [];
  /** The node being lowered, whose place instructions get. */
  at: t.Node;
  readonly fns: Fn[] = [];
  readonly outlinedNow = new Set<string>();
  /** Functions of the program that are not lowered yet. */
  readonly waiting: (() => void)[] = [];
  count = 0;
  /** Calls deep inside of others. */
  nestedCalls = 0;
  /** Results of `typeof`, with what it was asked of. */
  readonly types = new Map<Id, Atom>();
  /** Other names of values (see narrow.ts). */
  readonly aliases = new Map<Id, Id>();
  /** Calls of code that is not transformed, by their results. */
  readonly calls = new Map<Id, Called>();
  /** Parts of values, by the whole value (see parts.ts). */
  readonly wholes = new Map<Id, Id>();
  /** Values that are one object or function of the outside, for ever. */
  readonly knowns = new Map<Id, object>();
  /** Values that are one symbol for ever, by the name that it has as a key. */
  readonly symbols = new Map<Id, string>();
  /** Allocations, by value. */
  readonly definitions = new Map<Id, Instr>();
  /** The elements of arrays that never change: the rest parameters of models. */
  readonly rests = new Map<Id, readonly Atom[]>();
  /** The memory classes of the prototypes made so far. */
  readonly protos = new Set<ClassId>();
  /** What classes put on the prototypes that they made. */
  readonly members = new Map<Id, Map<string, Atom>>();
  /** Function values made here. */
  readonly closures = new Set<Id>();
  /** Receivers of which more is known than their class tells: inside a test of their constructor. */
  readonly views = new Map<Id, MemoryClass>();
  /** What was put where, to see at the end what the caller would get hold of. */
  readonly puts: { readonly into: ClassId; readonly value: ClassId; readonly site: Site | null }[] = [];
  /** The call of `structuredClone` that is being lowered. */
  cloning: Cloning | null = null;
  /** Typed arrays, by the value that stands for their buffer. */
  readonly buffers = new Map<Id, Atom>();
  /** Prototypes of what constructors of the language made whose inside is not seen: dates, regular expressions. */
  readonly madeWith = new Map<Id, object>();
  /** Values whose kind leaves nothing out: a load may give undefined beside its kind. */
  readonly solid = new Set<Id>();
  /** The variables at the entries of the `try` bodies (of callers too) around this place; innermost last. */
  tries: Flow[] = [];
  /** Branches whose one arm throws and whose other arm is being lowered; innermost last. */
  splits: Split[] = [];
  /** Instructions that may throw and are not attempted yet. */
  risk: Risk | null = null;
  /** Values that are lengths. */
  readonly lengths = new Set<Id>();
  /** Loops of the function being made around this place, and arms of branches inside the innermost of them. */
  loops = 0;
  arms = 0;
  /** A derivative is taken of the function being made, inside of the program: its first one, or one of a derivative along a direction. */
  nested: 'first' | 'second' | null = null;
  /** Where nothing is tried this stays empty. */
  sure = new Sure();
  sawBottom = false;
  /** Functions given to code that is not transformed, of which is known what they do to memory. */
  readonly foreseen = new Set<string>();
  /** Functions of the user's that are followed up to a refusal in a branch, with it; and what functions are given. */
  readonly stopped = new Map<Function, AdjointError>();
  readonly given = new Map<Function, Atom[]>();
  /** Calls of kernels: values whose memory they read, by place, and what they give. */
  readonly kernels: { readonly key: string; readonly places: readonly Atom[]; readonly result: Id }[] = [];
  /** What sources of kernels give, by the shapes of their arguments. */
  readonly gives = new Map<string, Kind>();
  /** Classes of memory that is being gone through. */
  readonly structures = new Set<MemoryClass>();
  /** Some call may run code of the user's as it is. */
  outside = false;
  /** Why a function of the user's, called natively, was not followed; by the text of the callee. */
  readonly refusals = new Map<string, AdjointError>();

  constructor(session: Session, at: t.Node) {
    this.session = session;
    this.at = at;
    this.facts = { kinds: new Map(), names: new Map(), shadows: new Set(), kernels: noKernels(), heap: session.heap, ids: new Ids() };
  }

  get heap(): Facts['heap'] {
    return this.facts.heap;
  }

  get activation(): Activation {
    return this.stack.at(-1)!;
  }

  get site(): Site | null {
    const { activation } = this;
    return activation.isModel ? activation.callSite : activation.unit.source.site(this.at);
  }

  /** The key of an allocation, loop or merge at a node: the same in every round. */
  key(node: t.Node, role = ''): string {
    return `${this.activation.path}:${node.start}${role}`;
  }

  fresh(kind: Kind, name?: string): Id {
    const id = this.facts.ids.fresh();
    this.facts.kinds.set(id, kind);
    if (name !== undefined) this.facts.names.set(id, name);
    return id;
  }

  /** A value of the kind that is known under a key of the session. */
  remembered(key: string, name?: string): Id {
    const id = this.fresh(this.session.memo(key, K.BOTTOM), name);
    if (this.session.isSolid(key)) this.solid.add(id);
    return id;
  }

  /** Another name of a value, of which more is known here; `view`: of what its class tells. */
  renamed(value: Id, kind: Kind, view: MemoryClass | null = null): Id {
    const id = this.fresh(kind, this.facts.names.get(value));
    this.aliases.set(id, this.original(value));
    if (this.solid.has(value) || (kind.prims & K.UNDEFINED) === 0) this.solid.add(id);
    for (const table of [this.knowns, this.definitions, this.rests, this.views, this.buffers, this.members, this.madeWith] as Map<
      Id,
      unknown
    >[]) {
      const known = table.get(value);
      if (known !== undefined) table.set(id, known);
    }
    if (this.closures.has(value)) this.closures.add(id);
    if (view) this.views.set(id, view);
    return id;
  }

  /** The value itself. */
  original(atom: Id): Id;
  original(atom: Atom): Atom;
  original(atom: Atom): Atom {
    return isLit(atom) ? atom : (this.aliases.get(atom) ?? atom);
  }

  /** The value itself, where it is known as a part of it. */
  whole(atom: Id): Id;
  whole(atom: Atom): Atom;
  whole(atom: Atom): Atom {
    const value = this.original(atom);
    return isLit(value) ? value : (this.wholes.get(value) ?? value);
  }

  kind(atom: Atom): Kind {
    if (isLit(atom) && (typeof atom.lit === 'string' || typeof atom.lit === 'boolean')) return K.word(atom.lit);
    const kind = isLit(atom) ? this.heap.ofValue(atom.lit, true) : (this.facts.kinds.get(atom) ?? K.BOTTOM);
    return isRef(kind) ? this.heap.rooted(kind) : kind;
  }

  /** Nothing is known of it yet. */
  isBottom(atom: Atom): boolean {
    return K.isBottom(this.kind(atom));
  }

  /** The literal, where a value is never anything else. */
  word(atom: Atom): Atom {
    if (isLit(atom) || !this.solid.has(atom)) return atom;
    const { word } = this.kind(atom);
    return word === null ? atom : lit(word);
  }

  isSolid(atom: Atom): boolean {
    return isLit(atom) || this.solid.has(atom);
  }

  push(made: Instr): void {
    this.count++;
    if (made.op === 'length') this.lengths.add(made.out[0]!);
    if (this.tries.length > 0) pushTried(this, made);
    else this.body.push(made);
  }

  /** The value, where a test has told that it is a function, or that it is none. */
  part(value: Id, part: 'function' | 'memory'): Id {
    const kind = this.kind(value);
    const id = this.emit('as', [value], { attr: [part], kind: part === 'function' ? functionsOf(kind) : othersOf(kind) });
    this.wholes.set(id, this.whole(value));
    if (part === 'function' || this.solid.has(value)) this.solid.add(id);
    return id;
  }

  /** Memory that is looked into is no function, unless a test has told so. */
  #operands(op: OpName, args: readonly Atom[]): readonly Atom[] {
    const [first] = args;
    if (!LOOKING.has(op) || first === undefined || isLit(first) || !isMixed(this.kind(first))) return args;
    return [this.part(first, 'memory'), ...args.slice(1)];
  }

  /** An instruction with one result. */
  emit(op: OpName, args: readonly Atom[], { kind, ...rest }: Details = {}): Id {
    const id = this.fresh(
      kind ??
        inferKind(
          op,
          args.map((a) => this.kind(a)),
          args,
          this.heap,
        ),
    );
    this.push(instr(op, [id], this.#operands(op, args), { ...rest, site: this.site }));
    return id;
  }

  /** An instruction without result. */
  act(op: OpName, args: readonly Atom[], attr: readonly string[] = []): void {
    this.push(instr(op, [], this.#operands(op, args), { attr, site: this.site }));
  }

  /** A pure operation; done now if all its operands are known. */
  pure(op: OpName, ...args: readonly Atom[]): Atom {
    const known = fold(op, args, this);
    if (known) return known;
    const id = this.emit(op, args);
    this.solid.add(id);
    return id;
  }

  /** New memory of the class of this place. */
  allocate(op: OpName, args: readonly Atom[], kind: Kind, attr: readonly string[] = []): Id {
    const id = this.emit(op, args, { attr, kind });
    this.definitions.set(id, this.body.at(-1)!);
    this.solid.add(id);
    return id;
  }

  name(atom: Atom, name: string): void {
    if (isId(atom) && !this.facts.names.has(atom)) this.facts.names.set(atom, name);
  }

  /** What code that cannot be seen gives: a primitive, or a reference to something opaque. */
  anything(node: t.Node): Kind {
    return { ...ANY_PRIMITIVE, cls: this.heap.site(this.key(node, 'any'), 'opaque') };
  }
}
