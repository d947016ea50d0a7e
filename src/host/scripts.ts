/** The scripts that functions come from: their texts, which of their variables can change, where a function stands in them. */
import { type Import, type Script, readScript } from '../syntax/script.ts';
import type { FunctionLocation, Inspector, ScriptInfo } from './inspector.ts';

export interface Loaded {
  readonly info: ScriptInfo;
  readonly text: string;
  /** Null: the text cannot be judged. */
  readonly script: Script | null;
}

/** Imports are followed this far through re-exports. */
const FURTHEST = 20;

export class Scripts {
  readonly #inspector: Inspector;
  readonly #loaded = new Map<string, Loaded | null>();

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
    let script: Script | null | undefined;
    return {
      ...found,
      get script() {
        return script === undefined ? (script = readScript(found.text)) : script;
      },
    };
  }

  /** Whether a variable visible in a script can never change, the ones imported from elsewhere included. */
  isConstant(scriptId: string, name: string): boolean {
    const loaded = this.get(scriptId);
    if (!loaded?.script?.isConstant(name)) return false;
    if (loaded.info.evaluated && !loaded.text.startsWith('(function anonymous(')) return false;
    const imported = loaded.script.imports.get(name);
    return imported === undefined || this.#isConstantImport(loaded, imported, FURTHEST);
  }

  /** A member of a namespace that a script imports. */
  isConstantMember(scriptId: string, namespace: string, member: string): boolean {
    const loaded = this.get(scriptId);
    const imported = loaded?.script?.imports.get(namespace);
    if (!loaded?.script?.isConstant(namespace) || imported?.name !== null) return false;
    return this.#isConstantImport(loaded, { from: imported.from, name: member }, FURTHEST);
  }

  #isConstantImport(by: Loaded, { from, name }: Import, left: number): boolean {
    if (name === null) return true;
    if (left === 0) return false;
    if (from.startsWith('node:')) return name === 'default';
    const target = this.#resolve(by, from);
    if (!target) return from.endsWith('.json');
    // what a CommonJS module exports is copied when it has run
    if (!target.info.isModule) return true;
    if (!target.script) return false;
    const exported = target.script.exports.get(name);
    if (typeof exported === 'string') {
      if (!target.script.isConstant(exported)) return false;
      const further = target.script.imports.get(exported);
      return further === undefined || this.#isConstantImport(target, further, left - 1);
    }
    if (exported) return this.#isConstantImport(target, exported, left - 1);
    const { stars } = target.script;
    return (
      stars.length > 0 &&
      stars.every(
        (star) => !this.#exportsIt(target, star, name, left - 1) || this.#isConstantImport(target, { from: star, name }, left - 1),
      )
    );
  }

  /** Whether a module that is re-exported whole may be the one that a name comes from. */
  #exportsIt(by: Loaded, from: string, name: string, left: number): boolean {
    const target = this.#resolve(by, from);
    if (!target?.script || !target.info.isModule || left === 0) return true;
    return target.script.exports.has(name) || target.script.stars.some((star) => this.#exportsIt(target, star, name, left - 1));
  }

  /** The loaded script that an import leads to; only addresses and relative paths are followed. */
  #resolve(by: Loaded, from: string): Loaded | null {
    if (!/^(\.{0,2}\/|file:)/.test(from)) return null;
    let url: string;
    try {
      url = new URL(from, by.info.url).href;
    } catch {
      return null;
    }
    const matches = [...this.#inspector.scripts.values()].filter((info) => info.url === url);
    // one address loaded twice is two modules: which one is meant cannot be told
    return matches.length === 1 ? this.get(matches[0]!.scriptId) : null;
  }

  /** Where the text of a function begins in its script: an offset, or null when it cannot be told. */
  offsetOf(location: FunctionLocation, functionText: string): number | null {
    const loaded = this.get(location.scriptId);
    if (!loaded) return null;
    const { text, info } = loaded;
    const row = location.lineNumber - info.startLine;
    const column = row === 0 ? location.columnNumber - info.startColumn : location.columnNumber;
    let start = 0;
    for (let i = 0; i < row && start >= 0; i++) start = nextLine(text, start);
    if (start < 0) return null;
    const at = text.lastIndexOf(functionText, start + column);
    if (at >= 0 && at + functionText.length > start + column) return at;
    const only = text.indexOf(functionText);
    return only >= 0 && text.indexOf(functionText, only + 1) < 0 ? only : null;
  }
}

/** The start of the line after the one at `from`, or -1. */
function nextLine(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 13) return text.charCodeAt(i + 1) === 10 ? i + 2 : i + 1;
    if (c === 10 || c === 0x2028 || c === 0x2029) return i + 1;
  }
  return -1;
}
