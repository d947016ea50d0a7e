/**
 * What the text of a whole script says about its variables: which names are ever assigned, and where imports and exports
 * lead. Judged by name over the whole script, so a name that looks constant is constant in every scope.
 */
import type * as t from '@babel/types';
import { parser } from './babel.ts';

/** Where a name of another script comes from. `name` is null for the whole namespace. */
export interface Import {
  readonly from: string;
  readonly name: string | null;
}

export interface Script {
  /** The script declares variables of this name, and none of them gets a value after its initialisation. */
  isConstant(name: string): boolean;
  /** Imported bindings by local name. */
  readonly imports: ReadonlyMap<string, Import>;
  /** By exported name: a variable of this script, or a binding of another one. */
  readonly exports: ReadonlyMap<string, string | Import>;
  /** `export * from`. */
  readonly stars: readonly string[];
  /** Positions at which the text of a function declaration (not an expression) begins. */
  readonly declarations: ReadonlySet<number>;
}

/** Larger scripts are not parsed: nothing in them counts as constant. */
const LARGEST = 3_000_000;

/** Null when the text cannot be judged. */
export function readScript(text: string): Script | null {
  if (text.length > LARGEST) return null;
  const file = parse(text, 'module') ?? parse(text, 'script');
  return file ? new Survey(file.program) : null;
}

function parse(text: string, sourceType: string): t.File | null {
  try {
    return parser().parse(text, {
      sourceType,
      errorRecovery: sourceType === 'script',
      attachComment: false,
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      allowSuperOutsideMethod: true,
      allowNewTargetOutsideFunction: true,
      allowUndeclaredExports: true,
      createImportExpressions: false,
    });
  } catch {
    return null;
  }
}

class Survey implements Script {
  readonly imports = new Map<string, Import>();
  readonly exports = new Map<string, string | Import>();
  readonly stars: string[] = [];
  readonly declarations = new Set<number>();
  readonly #assigned = new Set<string>();
  /** From the start: what nothing can assign by name, and the parameters around a CommonJS module. */
  readonly #declared = new Set<string>(['*default*', 'exports', 'require', 'module', '__filename', '__dirname']);
  /** How often a name is declared in a way that shares one variable. */
  readonly #hoisted = new Map<string, number>();
  /** Some code may assign any variable: direct `eval`, `with`, stores into a sloppy `arguments`. */
  #dynamic = false;

  constructor(program: t.Program) {
    this.#walk(program);
  }

  isConstant(name: string): boolean {
    return !this.#dynamic && this.#declared.has(name) && !this.#assigned.has(name) && (this.#hoisted.get(name) ?? 0) < 2;
  }

  /** Without recursion: scripts are deep where a tool wrote them. `loop`: the code may run more than once in one scope. */
  #walk(program: t.Program): void {
    const stack: { node: t.Node; loop: boolean }[] = [{ node: program, loop: false }];
    for (let item = stack.pop(); item; item = stack.pop()) {
      const { node } = item;
      this.#see(node, item.loop);
      const loop = FUNCTION.test(node.type) ? false : item.loop || LOOP.test(node.type);
      for (const key of Object.keys(node)) {
        const value = (node as unknown as Record<string, unknown>)[key];
        if (typeof value !== 'object' || value === null || key === 'loc') continue;
        for (const child of Array.isArray(value) ? value : [value]) {
          if (typeof child?.type === 'string') stack.push({ node: child as t.Node, loop });
        }
      }
    }
  }

  #see(node: t.Node, loop: boolean): void {
    switch (node.type) {
      case 'AssignmentExpression':
        return this.#assign(node.left);
      case 'UpdateExpression':
        return this.#assign(node.argument);
      case 'ForInStatement':
      case 'ForOfStatement':
        if (node.left.type !== 'VariableDeclaration') return this.#assign(node.left);
        return node.left.kind === 'var' ? this.#assign(node.left.declarations[0]!.id) : undefined;
      case 'VariableDeclaration':
        return this.#variables(node, loop);
      case 'FunctionDeclaration':
        if (node.id) this.#hoist(node.id.name);
        this.#declare(node.params);
        return void this.declarations.add(node.start!);
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'ObjectMethod':
      case 'ClassMethod':
      case 'ClassPrivateMethod':
        if ('id' in node && node.id) this.#declared.add(node.id.name);
        return this.#declare(node.params);
      case 'ClassDeclaration':
      case 'ClassExpression':
        return this.#declare([node.id ?? null]);
      case 'CatchClause':
        return this.#declare([node.param ?? null]);
      case 'WithStatement':
        return void (this.#dynamic = true);
      case 'CallExpression':
        if (node.callee.type === 'Identifier' && node.callee.name === 'eval') this.#dynamic = true;
        return;
      case 'ImportDeclaration':
        return this.#importing(node);
      case 'ExportNamedDeclaration':
        return this.#exporting(node);
      case 'ExportDefaultDeclaration':
        return this.#exportingDefault(node);
      case 'ExportAllDeclaration':
        return void this.stars.push(node.source.value);
    }
  }

  #declare(patterns: readonly (t.Node | null)[]): void {
    for (const p of patterns) for (const name of namesIn(p)) this.#declared.add(name);
  }

  #variables(node: t.VariableDeclaration, loop: boolean): void {
    this.#declare(node.declarations.map((d) => d.id));
    if (node.kind !== 'var') return;
    for (const { id, init } of node.declarations) {
      if (!init) continue;
      if (loop) this.#assign(id);
      else for (const name of namesIn(id)) this.#hoist(name);
    }
  }

  #hoist(name: string): void {
    this.#declared.add(name);
    this.#hoisted.set(name, (this.#hoisted.get(name) ?? 0) + 1);
  }

  #assign(target: t.Node): void {
    for (const name of namesIn(target)) this.#assigned.add(name);
    const object = target.type === 'MemberExpression' ? target.object : null;
    if (object?.type === 'Identifier' && object.name === 'arguments') this.#dynamic = true;
  }

  #importing(node: t.ImportDeclaration): void {
    const from = node.source.value;
    for (const s of node.specifiers) {
      const name = s.type === 'ImportSpecifier' ? nameOf(s.imported) : s.type === 'ImportDefaultSpecifier' ? 'default' : null;
      this.imports.set(s.local.name, { from, name });
      this.#declared.add(s.local.name);
    }
  }

  #exporting(node: t.ExportNamedDeclaration): void {
    const { declaration, source } = node;
    if (declaration?.type === 'VariableDeclaration') {
      for (const d of declaration.declarations) for (const name of namesIn(d.id)) this.exports.set(name, name);
    } else if (declaration && 'id' in declaration && declaration.id?.type === 'Identifier') {
      this.exports.set(declaration.id.name, declaration.id.name);
    }
    for (const s of node.specifiers) {
      const exported = nameOf(s.exported);
      if (s.type === 'ExportNamespaceSpecifier') this.exports.set(exported, { from: source!.value, name: null });
      else if (s.type === 'ExportSpecifier')
        this.exports.set(exported, source ? { from: source.value, name: nameOf(s.local) } : nameOf(s.local));
    }
  }

  /** The value of an expression is in a variable that nothing can name. */
  #exportingDefault({ declaration }: t.ExportDefaultDeclaration): void {
    const named =
      'id' in declaration && (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration')
        ? declaration.id
        : null;
    this.exports.set('default', named ? named.name : '*default*');
  }
}

const FUNCTION = /^(Function|ArrowFunction|ObjectMethod|ClassMethod|ClassPrivateMethod)/;
const LOOP = /^(For|While|DoWhile)/;

const nameOf = (node: t.Identifier | t.StringLiteral): string => (node.type === 'StringLiteral' ? node.value : node.name);

/** The variables that a target of an assignment or a declared pattern gives values to. */
function namesIn(target: t.Node | null): string[] {
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
