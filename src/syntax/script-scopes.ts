/**
 * The scopes of a whole script: which variable a name means at a place of the text, and how long it can still change.
 * Judged by the text alone, so what cannot be told counts as changing.
 */
import type * as t from '@babel/types';

export interface ScriptScope {
  readonly start: number;
  readonly end: number;
  readonly parent: ScriptScope | null;
  /** The function, or the whole script, whose run executes its code. */
  readonly owner: ScriptScope;
  readonly children: ScriptScope[];
  readonly variables: Map<string, ScriptVariable>;
  /** `eval` or `with` may give any of its variables a value, or hide it. */
  dynamic: boolean;
  /** … after the one run of its owner too. */
  lateDynamic: boolean;
  /** Of owners: once begun, its code runs to its end before anything else does. */
  atOnce: boolean;
  /** Of owners: a function without a name that is called where it stands, so it runs as part of the code around it. */
  inPlace: boolean;
  /** It has nothing but the name of a function expression, which stands here. */
  isName: boolean;
  /** Of owners: an `arguments` in it is the one of the function around it. */
  arrow: boolean;
}

export interface ScriptVariable {
  readonly scope: ScriptScope;
  /** It has a value from the start of its scope: functions, parameters. */
  readonly early: boolean;
  /** How often a declaration gives it a value. */
  given: number;
  /** Assigned by the code of its own activation only, or by functions in it too. */
  assigned: 'no' | 'own' | 'anywhere';
}

/** `never`: it keeps its first value. `any`: not known. */
export type Change = 'never' | 'any' | Until;

/** It changes no more once the one run of an owner is over. */
export interface Until {
  readonly over: ScriptScope;
  /** Unless code that `eval` ran in there has left a function that means it. */
  readonly evaluated: boolean;
}

/** Parameters around a CommonJS module, and the variable of `export default` of an expression. */
const AROUND = ['exports', 'require', 'module', '__filename', '__dirname', '*default*'];
const FUNCTION = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|ObjectMethod|ClassMethod|ClassPrivateMethod)$/;
/** Code in a class that runs as a function of its own. */
const INITIALISER = /^(ClassProperty|ClassPrivateProperty|ClassAccessorProperty|StaticBlock)$/;
const BLOCK = /^(BlockStatement|ForStatement|ForInStatement|ForOfStatement|SwitchStatement|CatchClause|ClassDeclaration|ClassExpression)$/;

interface Giving {
  readonly name: string;
  readonly scope: ScriptScope;
  /** The initialiser of a `var` outside of loops. */
  readonly declares: boolean;
}

export class ScriptScopes {
  readonly program: ScriptScope;
  /** Positions at which the text of a function declaration (not an expression) begins. */
  readonly declarations = new Set<number>();
  readonly #givings: Giving[] = [];
  /** Where `eval` is called. */
  readonly #evals: ScriptScope[] = [];
  readonly #inPlace = new Set<t.Node>();
  readonly #module: boolean;

  constructor(program: t.Program) {
    this.#module = program.body.some(({ type }) => /^(Import|Export)/.test(type));
    this.program = scope(-1, Infinity, null);
    for (const name of AROUND) this.#declare(this.program, name, true);
    this.#walk(program);
    for (const giving of this.#givings) this.#give(giving);
    for (const from of this.#evals) dynamic(from, false);
  }

  /** How the variable that a name means at a place can change. Without a place: every variable of this name. */
  change(name: string, offset: number | null): Change {
    if (offset === null) return this.#everywhere(name) ? 'never' : 'any';
    return this.#change(find(this.#scopeAt(offset), name));
  }

  /** The variable of the outermost scope that a name means, or null. */
  outermost(name: string, offset: number): ScriptVariable | null {
    const found = find(this.#scopeAt(offset), name);
    return found?.scope === this.program ? found : null;
  }

  /** The same, also where a loader has put the whole module into one function. */
  single(name: string, offset: number): ScriptVariable | null {
    const found = find(this.#scopeAt(offset), name);
    const [whole, ...others] = this.program.children;
    const isWhole = whole !== undefined && others.length === 0 && this.program.variables.size === AROUND.length;
    return found && (found.scope === this.program || (isWhole && found.scope.owner === whole)) ? found : null;
  }

  /** Where the function expression around a place stands that a name means by its own name, or null. */
  enclosing(name: string, offset: number): ScriptScope | null {
    const found = find(this.#scopeAt(offset), name);
    return found?.scope.isName ? found.scope : null;
  }

  /** Whether a name means the same variable at two places. */
  meansSame(name: string, offset: number, other: number): boolean {
    return find(this.#scopeAt(offset), name) === find(this.#scopeAt(other), name);
  }

  /** Whether a name may mean a variable of the outermost scope. */
  isOutermost(name: string, offset: number | null): boolean {
    return offset === null || find(this.#scopeAt(offset), name)?.scope === this.program;
  }

  /** A variable of the outermost scope. */
  changeOf(name: string): Change {
    return this.#change(this.program.variables.get(name) ?? null);
  }

  /** Whether the code at a place runs as part of an owner's. */
  isPartOf(offset: number, owner: ScriptScope): boolean {
    return runsIn(this.#scopeAt(offset).owner, owner);
  }

  /** All variables of this name keep their first value, wherever they are. */
  #everywhere(name: string): boolean {
    let found = 0;
    const visit = (s: ScriptScope): boolean => {
      const own = s.variables.get(name);
      if (own) found++;
      return (!own || this.#change(own) === 'never') && s.children.every(visit);
    };
    return visit(this.program) && found > 0;
  }

  #change(variable: ScriptVariable | null): Change {
    if (!variable || variable.assigned === 'anywhere' || variable.scope.lateDynamic) return 'any';
    const { owner, dynamic: evaluated } = variable.scope;
    if (variable.assigned === 'no' && variable.given < 2 && !evaluated) return 'never';
    // a module's functions can be met before its code begins
    return owner.atOnce && !(variable.early && owner === this.program && this.#module) ? { over: owner, evaluated } : 'any';
  }

  /** The innermost scope around a place, not one that begins there. */
  #scopeAt(offset: number): ScriptScope {
    let found = this.program;
    for (;;) {
      const inner: ScriptScope | undefined = found.children.find((c) => c.start < offset && offset < c.end);
      if (!inner) return found;
      found = inner;
    }
  }

  /** Without recursion: scripts are deep where a tool wrote them. */
  #walk(program: t.Program): void {
    interface Item {
      readonly node: t.Node;
      readonly scope: ScriptScope;
      readonly loop: boolean;
    }
    const stack: Item[] = [{ node: program, scope: this.program, loop: false }];
    for (let item = stack.pop(); item; item = stack.pop()) {
      const { node, loop } = item;
      const inner = this.#enter(node, item.scope, loop);
      const again = inner.owner !== item.scope.owner ? false : loop || /^(For|While|DoWhile)/.test(node.type);
      for (const key of Object.keys(node)) {
        const value = (node as unknown as Record<string, unknown>)[key];
        if (typeof value !== 'object' || value === null || key === 'loc') continue;
        for (const child of Array.isArray(value) ? value : [value]) {
          if (typeof child?.type !== 'string') continue;
          const body = key === 'body' && FUNCTION.test(node.type) && child.type === 'BlockStatement';
          if (!body) stack.push({ node: child as t.Node, scope: inner, loop: again });
          else for (const statement of child.body as t.Node[]) stack.push({ node: statement, scope: inner, loop: again });
        }
      }
    }
  }

  /** What a node declares and assigns. Gives the scope of what is in it. */
  #enter(node: t.Node, around: ScriptScope, loop: boolean): ScriptScope {
    if (FUNCTION.test(node.type)) return this.#function(node as t.Function, around);
    if (INITIALISER.test(node.type)) return scope(node.start!, node.end!, around, true);
    this.#see(node, around, loop);
    if (!BLOCK.test(node.type)) return around;
    const own = scope(node.start!, node.end!, around);
    if (node.type === 'CatchClause') for (const name of namesIn(node.param ?? null)) this.#declare(own, name, false);
    if ((node.type === 'ClassDeclaration' || node.type === 'ClassExpression') && node.id) this.#declare(own, node.id.name, false);
    return own;
  }

  #function(node: t.Function, around: ScriptScope): ScriptScope {
    let outer = around;
    if (node.type === 'FunctionDeclaration') this.declarations.add(node.start!);
    if (node.type === 'FunctionDeclaration' && node.id) {
      this.#declare(around, node.id.name, true);
      // sloppy code sees a function of a block outside of the block too
      if (around !== around.owner && !this.#module) this.#declare(around.owner, node.id.name, true).assigned = 'anywhere';
    } else if (node.type === 'FunctionExpression' && node.id) {
      outer = scope(node.start!, node.end!, around);
      outer.isName = true;
      this.#declare(outer, node.id.name, true);
    }
    const own = scope(node.start!, node.end!, outer, true);
    own.atOnce = !node.async && !node.generator;
    own.arrow = node.type === 'ArrowFunctionExpression';
    own.inPlace = own.atOnce && this.#inPlace.has(node) && outer === around;
    for (const param of node.params) for (const name of namesIn(param)) this.#declare(own, name, true);
    return own;
  }

  #see(node: t.Node, around: ScriptScope, loop: boolean): void {
    switch (node.type) {
      case 'AssignmentExpression':
        return this.#assign(node.left, around);
      case 'UpdateExpression':
        return this.#assign(node.argument, around);
      case 'ForInStatement':
      case 'ForOfStatement':
        if (node.type === 'ForOfStatement' && node.await) around.owner.atOnce = around.owner.inPlace = false;
        if (node.left.type !== 'VariableDeclaration') return this.#assign(node.left, around);
        return node.left.kind === 'var' ? this.#assign(node.left.declarations[0]!.id, around) : undefined;
      case 'VariableDeclaration':
        return this.#variables(node, around, loop);
      case 'ClassDeclaration':
        return node.id ? void this.#declare(around, node.id.name, false) : undefined;
      case 'ImportDeclaration':
        for (const { local } of node.specifiers) this.#declare(around, local.name, false);
        return;
      case 'AwaitExpression':
      case 'YieldExpression':
        around.owner.atOnce = around.owner.inPlace = false;
        return;
      case 'WithStatement':
        return dynamic(around, true);
      case 'CallExpression':
      case 'OptionalCallExpression':
        if (node.callee.type === 'Identifier' && node.callee.name === 'eval') this.#evals.push(around);
        this.#inPlace.add(calledIn(node));
        return;
      case 'Identifier':
        if (node.name === 'arguments' && !this.#module) this.#alias(around);
    }
  }

  /** In sloppy code stores into `arguments` reach the parameters. */
  #alias(around: ScriptScope): void {
    let { owner } = around;
    while (owner.arrow && owner.parent) owner = owner.parent.owner;
    // `arguments.callee` is a name too
    owner.inPlace = false;
    if (owner !== this.program) for (const v of owner.variables.values()) if (v.early) v.assigned = 'anywhere';
  }

  #variables(node: t.VariableDeclaration, around: ScriptScope, loop: boolean): void {
    const into = node.kind === 'var' ? around.owner : around;
    for (const { id, init } of node.declarations) {
      for (const name of namesIn(id)) {
        this.#declare(into, name, false, node.kind === 'var' ? 0 : 1);
        if (node.kind === 'var' && init) this.#givings.push({ name, scope: around, declares: !loop });
      }
    }
  }

  #declare(into: ScriptScope, name: string, early: boolean, given = 1): ScriptVariable {
    const known = into.variables.get(name);
    if (known) {
      known.given += given;
      return known;
    }
    const variable: ScriptVariable = { scope: into, early, given, assigned: 'no' };
    into.variables.set(name, variable);
    return variable;
  }

  #assign(target: t.Node, around: ScriptScope): void {
    for (const name of namesIn(target)) this.#givings.push({ name, scope: around, declares: false });
  }

  #give({ name, scope: from, declares }: Giving): void {
    const variable = find(from, name, true);
    if (!variable) return;
    if (declares && variable.scope === from.owner) variable.given++;
    else if (!runsIn(from.owner, variable.scope.owner)) variable.assigned = 'anywhere';
    else if (variable.assigned === 'no') variable.assigned = 'own';
  }
}

function scope(start: number, end: number, parent: ScriptScope | null, owns = parent === null): ScriptScope {
  const made = {
    start,
    end,
    parent,
    children: [],
    variables: new Map(),
    dynamic: false,
    lateDynamic: false,
    atOnce: true,
    inPlace: false,
    isName: false,
    arrow: false,
  } as unknown as ScriptScope;
  (made as { owner: ScriptScope }).owner = owns ? made : parent!.owner;
  parent?.children.push(made);
  return made;
}

/** The variable that a name means; null where it is not declared, or what is nearer may be in its way. */
function find(from: ScriptScope, name: string, through = false): ScriptVariable | null {
  for (let s: ScriptScope | null = from; s; s = s.parent) {
    const own = s.variables.get(name);
    if (own) return own;
    if (s.dynamic && !through) return null;
  }
  return null;
}

function dynamic(from: ScriptScope, late: boolean): void {
  for (let s: ScriptScope | null = from; s; s = s.parent) {
    s.dynamic = true;
    s.lateDynamic ||= late || !runsIn(from.owner, s.owner);
  }
}

/** Whether the code of an owner only runs as part of the code of another one around it. */
function runsIn(owner: ScriptScope, outer: ScriptScope): boolean {
  let now = owner;
  while (now !== outer && now.inPlace && now.parent) now = now.parent.owner;
  return now === outer;
}

/** The function that a call runs, if that stands in it: `(function () { … })()`, `(function () { … }).call(this)`. */
function calledIn({ callee }: t.CallExpression | t.OptionalCallExpression): t.Node {
  let now: t.Node = callee;
  if (now.type === 'MemberExpression' && now.property.type === 'Identifier' && /^(call|apply)$/.test(now.property.name)) now = now.object;
  while (now.type === 'ParenthesizedExpression') now = now.expression;
  return now;
}

/** The variables that a target of an assignment or a declared pattern gives values to. */
export function namesIn(target: t.Node | null): string[] {
  switch (target?.type) {
    case 'Identifier':
      return [target.name];
    case 'ArrayPattern':
      return target.elements.flatMap(namesIn);
    case 'ObjectPattern':
      return target.properties.flatMap((p) => namesIn(p.type === 'RestElement' ? p.argument : p.value));
    case 'AssignmentPattern':
      return namesIn(target.left);
    case 'RestElement':
      return namesIn(target.argument);
    case 'ParenthesizedExpression':
      return namesIn(target.expression);
    default:
      return [];
  }
}
