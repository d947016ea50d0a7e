/** The scripts that functions come from: their texts, which of their variables can change, where a function stands in them. */
import { isBuiltin } from 'node:module';
import { type Import, type Script, readScript } from '../syntax/script.ts';
import type { Change } from '../syntax/script-scopes.ts';
import type { FunctionLocation, Inspector, ScriptInfo } from './inspector.ts';
import { entriesOf } from './packages.ts';
import { Lines } from './lines.ts';
import { type Running, addressOf, runningNow } from './stack.ts';

export interface Loaded {
  readonly info: ScriptInfo;
  readonly text: string;
  readonly lines: Lines;
  /** Null: the text cannot be judged. */
  readonly script: Script | null;
}

/** What makes up one question: it is asked of many captures at once. */
export interface Moment {
  /** Null: the engine does not tell. */
  readonly running: () => readonly Running[] | null;
}

export function moment(): Moment {
  let found: readonly Running[] | null | undefined;
  return { running: () => (found === undefined ? (found = runningNow()) : found) };
}

/** Imports are followed this far through re-exports. */
const FURTHEST = 20;

export class Scripts {
  readonly #inspector: Inspector;
  readonly #loaded = new Map<string, Loaded | null>();
  readonly #byAddress = new Map<string, readonly ScriptInfo[]>();
  #indexed = 0;

  constructor(inspector: Inspector) {
    this.#inspector = inspector;
  }

  get(scriptId: string): Loaded | null {
    let found = this.#loaded.get(scriptId);
    if (found === undefined) this.#loaded.set(scriptId, (found = this.#load(scriptId)));
    return found;
  }

  #load(scriptId: string): Loaded | null {
    const found = this.#inspector.script(scriptId);
    if (!found) return null;
    let script: Script | null | undefined, lines: Lines | undefined;
    return {
      ...found,
      get lines() {
        return (lines ??= new Lines(found.text));
      },
      get script() {
        return script === undefined ? (script = readScript(found.text)) : script;
      },
    };
  }

  /**
   * Whether a variable that a script sees at a place can never change from now on, the ones imported from elsewhere included.
   * It is known to have a value other than undefined.
   */
  isConstant(scriptId: string, offset: number | null, name: string, now: Moment): boolean {
    const loaded = this.get(scriptId);
    if (!loaded?.script) return false;
    if (loaded.info.evaluated && !loaded.text.startsWith('(function anonymous(')) return false;
    const { scopes, imports } = loaded.script;
    if (!this.#stays(loaded, name, scopes.change(name, offset), now)) return false;
    const imported = scopes.isOutermost(name, offset) ? imports.get(name) : undefined;
    return imported === undefined || this.#isConstantImport(loaded, imported, now, FURTHEST);
  }

  /** A member of a namespace that a script imports. */
  isConstantMember(scriptId: string, offset: number | null, namespace: string, member: string, now: Moment): boolean {
    const loaded = this.get(scriptId);
    if (!loaded?.script) return false;
    const { scopes, imports } = loaded.script;
    const imported = scopes.isOutermost(namespace, offset) ? imports.get(namespace) : undefined;
    if (imported?.name !== null || scopes.change(namespace, offset) !== 'never') return false;
    return this.#isConstantImport(loaded, { from: imported.from, name: member }, now, FURTHEST);
  }

  /** What stands for a variable of a module, the same object wherever it is used; null where that cannot be told. */
  variable(scriptId: string, offset: number | null, name: string): object | null {
    const loaded = this.get(scriptId);
    if (!loaded?.script || offset === null || !isRunOnce(loaded)) return null;
    const found = loaded.script.scopes.outermost(name, offset);
    if (!found) return null;
    const imported = loaded.script.imports.get(name);
    return imported ? this.#imported(loaded, imported, FURTHEST) : found;
  }

  /** The same also of modules that a loader has put into a function; for a variable that is not imported. */
  single(scriptId: string, offset: number | null, name: string): object | null {
    const loaded = this.get(scriptId);
    return loaded?.script && offset !== null && isRunOnce(loaded) ? loaded.script.scopes.single(name, offset) : null;
  }

  /** A member of a namespace that a module imports. */
  memberVariable(scriptId: string, offset: number | null, namespace: string, member: string): object | null {
    const loaded = this.get(scriptId);
    if (!loaded?.script || offset === null || !loaded.script.scopes.outermost(namespace, offset)) return null;
    const imported = loaded.script.imports.get(namespace);
    return imported?.name === null ? this.#imported(loaded, { from: imported.from, name: member }, FURTHEST) : null;
  }

  #imported(by: Loaded, { from, name }: Import, left: number): object | null {
    const [target, ...more] = this.#resolve(by, from);
    if (!target?.script || more.length > 0 || name === null || left === 0 || !target.info.isModule) return null;
    const { exports, imports, scopes } = target.script;
    const exported = exports.get(name);
    if (exported === undefined) return null;
    if (typeof exported !== 'string') return this.#imported(target, exported, left - 1);
    const further = imports.get(exported);
    return further ? this.#imported(target, further, left - 1) : (scopes.program.variables.get(exported) ?? null);
  }

  #stays(loaded: Loaded, name: string, change: Change, now: Moment): boolean {
    const { info, script } = loaded;
    if (typeof change === 'string') return change === 'never';
    if (info.evaluated || (change.evaluated && this.#isEvaluated(name))) return false;
    const address = addressOf(info.url);
    return (
      now.running()?.every(({ url, line, column }) => {
        if (url !== address) return true;
        const offset = offsetAt(loaded, line - 1, column - 1);
        return offset !== null && !script!.scopes.isPartOf(offset, change.over);
      }) ?? false
    );
  }

  /** Code that `eval` ran, and that may be alive, speaks of a name, or runs further code of which nothing is known. */
  #isEvaluated(name: string): boolean {
    const word = new RegExp(`(?<![\\w$])(?:eval|${name.replace(/\$/g, '\\$')})(?![\\w$])`);
    return [...this.#inspector.scripts.values()].some(({ scriptId, evaluated }) => {
      if (!evaluated) return false;
      const text = this.#inspector.script(scriptId)?.text;
      // what `new Function` makes sees no variables but global ones
      return text === undefined || (!text.startsWith('(function anonymous(') && word.test(text));
    });
  }

  #isConstantImport(by: Loaded, { from, name }: Import, now: Moment, left: number): boolean {
    if (name === null) return true;
    if (left === 0) return false;
    if (isBuiltin(from)) return name === 'default';
    const targets = this.#resolve(by, from);
    if (targets.length === 0) return from.endsWith('.json');
    return targets.every((target) => this.#isConstantExport(target, name, now, left));
  }

  #isConstantExport(target: Loaded, name: string, now: Moment, left: number): boolean {
    // what a CommonJS module exports is copied when it has run
    if (!target.info.isModule) return true;
    if (!target.script) return false;
    const { exports, imports, scopes, stars } = target.script;
    const exported = exports.get(name);
    if (typeof exported === 'string') {
      if (!this.#stays(target, exported, scopes.changeOf(exported), now)) return false;
      const further = imports.get(exported);
      return further === undefined || this.#isConstantImport(target, further, now, left - 1);
    }
    if (exported) return this.#isConstantImport(target, exported, now, left - 1);
    return (
      stars.length > 0 &&
      stars.every(
        (star) => !this.#exportsIt(target, star, name, left - 1) || this.#isConstantImport(target, { from: star, name }, now, left - 1),
      )
    );
  }

  /** Whether a module that is re-exported whole may be the one that a name comes from. */
  #exportsIt(by: Loaded, from: string, name: string, left: number): boolean {
    const targets = this.#resolve(by, from);
    if (targets.length === 0 || left === 0) return true;
    return targets.some(
      (target) =>
        !target.script ||
        !target.info.isModule ||
        target.script.exports.has(name) ||
        target.script.stars.some((star) => this.#exportsIt(target, star, name, left - 1)),
    );
  }

  /** The loaded scripts that an import may lead to: none where that cannot be told. */
  #resolve(by: Loaded, from: string): readonly Loaded[] {
    const addresses = /^(\.{0,2}\/|file:)/.test(from) ? addressFrom(from, by.info.url) : entriesOf(from, by.info.url);
    const found: Loaded[] = [];
    for (const address of addresses) {
      const matches = this.#at(address);
      // one address loaded twice is two modules: which one is meant cannot be told
      if (matches.length > 1) return [];
      const loaded = matches[0] && this.get(matches[0].scriptId);
      if (loaded) found.push(loaded);
    }
    return found;
  }

  #at(address: string): readonly ScriptInfo[] {
    const { scripts } = this.#inspector;
    if (this.#indexed !== scripts.size) {
      this.#byAddress.clear();
      for (const info of scripts.values()) {
        const key = addressOf(info.url);
        this.#byAddress.set(key, [...(this.#byAddress.get(key) ?? []), info]);
      }
      this.#indexed = scripts.size;
    }
    return this.#byAddress.get(address) ?? [];
  }

  /** Where the text of a function begins in its script: an offset, or null when it cannot be told. */
  offsetOf(location: FunctionLocation, functionText: string): number | null {
    const loaded = this.get(location.scriptId);
    if (!loaded) return null;
    const { text } = loaded;
    const near = offsetAt(loaded, location.lineNumber, location.columnNumber);
    if (near === null) return null;
    const at = text.lastIndexOf(functionText, near);
    if (at >= 0 && at + functionText.length > near) return at;
    const only = text.indexOf(functionText);
    return only >= 0 && text.indexOf(functionText, only + 1) < 0 ? only : null;
  }
}

/** A module, whose variables exist once. */
const isRunOnce = ({ info }: Loaded): boolean => !info.evaluated && (info.isModule || info.url.startsWith('file:'));

function addressFrom(from: string, url: string): readonly string[] {
  try {
    return [addressOf(new URL(from, url).href)];
  } catch {
    return [];
  }
}

/** The offset of a place whose row counts from the script's own first line; the engine counts the first row's columns from further left. */
const offsetAt = ({ lines, info }: Loaded, line: number, column: number): number | null =>
  lines.offset(line - info.startLine, line === info.startLine ? column - info.startColumn : column);
