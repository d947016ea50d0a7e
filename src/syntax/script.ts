/** What the text of a whole script says about its variables: how they can change, and where imports and exports lead. */
import type * as t from '@babel/types';
import { parser } from './babel.ts';
import { ScriptScopes, namesIn } from './script-scopes.ts';

/** Where a name of another script comes from. `name` is null for the whole namespace. */
export interface Import {
  readonly from: string;
  readonly name: string | null;
}

export interface Script {
  readonly scopes: ScriptScopes;
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
  readonly scopes: ScriptScopes;
  readonly imports = new Map<string, Import>();
  readonly exports = new Map<string, string | Import>();
  readonly stars: string[] = [];
  readonly declarations: ReadonlySet<number>;

  constructor(program: t.Program) {
    this.scopes = new ScriptScopes(program);
    this.declarations = this.scopes.declarations;
    for (const node of program.body) {
      if (node.type === 'ImportDeclaration') this.#importing(node);
      else if (node.type === 'ExportNamedDeclaration') this.#exporting(node);
      else if (node.type === 'ExportDefaultDeclaration') this.#exportingDefault(node);
      else if (node.type === 'ExportAllDeclaration') this.stars.push(node.source.value);
    }
  }

  #importing(node: t.ImportDeclaration): void {
    const from = node.source.value;
    for (const s of node.specifiers) {
      const name = s.type === 'ImportSpecifier' ? nameOf(s.imported) : s.type === 'ImportDefaultSpecifier' ? 'default' : null;
      this.imports.set(s.local.name, { from, name });
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

const nameOf = (node: t.Identifier | t.StringLiteral): string => (node.type === 'StringLiteral' ? node.value : node.name);
