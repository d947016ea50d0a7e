/**
 * The engine's view of a function, through `node:inspector` on the same thread: its scopes as live values, and where it
 * stands in which script. One session per process, opened by the first question.
 */
import type { Session } from 'node:inspector';

/** One scope of a function; `object` has its variables and no prototype. */
export interface Scope {
  /** `Closure (outer)`, `Block`, `Module`, `Script`, … as the engine calls it. */
  readonly description: string;
  readonly object: Readonly<Record<string, unknown>>;
}

/** Counts from 0. */
export interface FunctionLocation {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

export interface FunctionView {
  readonly scopes: readonly Scope[];
  readonly location: FunctionLocation | null;
}

export interface ScriptInfo {
  readonly scriptId: string;
  readonly url: string;
  /** Where the engine counts its text to begin (from 0). */
  readonly startLine: number;
  readonly startColumn: number;
  readonly isModule: boolean;
  /** Made by `eval` or `new Function`: the variables it sees may be another script's. */
  readonly evaluated: boolean;
}

interface Remote {
  readonly objectId?: string;
  readonly value?: unknown;
}
interface Property {
  readonly name: string;
  readonly value?: Remote;
}
type Message = Readonly<Record<string, unknown>>;

const GROUP = 'adjoint';
/** Milliseconds. */
const MOMENT = 200;
const MOST_LOOKS = 16;
/** The real ones, whatever a test puts in their place. */
const [setTimer, clearTimer] = [setTimeout, clearTimeout];
/** Values cross the border in this box, by reference. */
interface Box {
  fn: Function | null;
  scopes: ArrayLike<Scope> | null;
}

/** Asks the engine, through one session. */
export class Inspector {
  readonly #session: Session;
  readonly #box: Box = { fn: null, scopes: null };
  readonly #boxId: string;
  readonly #scripts = new Map<string, ScriptInfo>();
  /** Runs while the debugger is on, which was last asked at `#asked`. */
  #idle: NodeJS.Timeout | null = null;
  #asked = 0;
  /** Looks since the engine was told to forget what it handed out. */
  #looks = 0;
  #forgetting: NodeJS.Timeout | null = null;

  private constructor(session: Session) {
    this.#session = session;
    session.on('Debugger.scriptParsed', ({ params }) => {
      const { scriptId, url, startLine, startColumn, isModule, hasSourceURL } = params;
      this.#scripts.set(scriptId, {
        scriptId,
        url,
        startLine,
        startColumn,
        isModule: isModule ?? false,
        evaluated: url === '' || hasSourceURL === true,
      });
    });
    this.#boxId = this.#share();
  }

  /** Null where the engine has no inspector, or does not let itself be asked. */
  static open(): Inspector | null {
    try {
      const { Session: Open } = process.getBuiltinModule('node:inspector');
      const session = new Open();
      session.connect();
      return new Inspector(session);
    } catch {
      return null;
    }
  }

  /** Makes the box known to the engine; `process` is the one object that all contexts of this thread share. */
  #share(): string {
    const key = Symbol.for('adjoint.inspector.box');
    const carrier = process as unknown as Record<symbol, unknown>;
    carrier[key] = this.#box;
    try {
      const answer = this.#ask<{ result: Remote }>('Runtime.evaluate', {
        expression: `process[Symbol.for('adjoint.inspector.box')]`,
        objectGroup: 'adjoint.box',
        silent: true,
      });
      if (!answer.result.objectId) throw new Error('the box did not arrive');
      return answer.result.objectId;
    } finally {
      delete carrier[key];
    }
  }

  #ask<T>(method: string, params: Message): T {
    let answer: unknown;
    let refused: Error | null = null;
    (this.#session.post as (m: string, p: Message, done: (e: Error | null, r: unknown) => void) => void).call(
      this.#session,
      method,
      params,
      (error, result) => {
        refused = error;
        answer = result;
      },
    );
    if (refused) throw refused as Error;
    return answer as T;
  }

  /** The scopes of a function as they are now. Native functions, bound functions and proxies have none. */
  view(fn: Function): FunctionView {
    // whoever never lets timers run would pay for the debugger at every look
    if (this.#idle !== null && performance.now() - this.#asked > MOMENT) this.#rest(this.#idle);
    this.#box.fn = fn;
    try {
      // what an answer hands out is filed under the group of the object that was asked, so everything starts from this one
      const { objectId } = this.#ask<{ result: Remote }>('Runtime.callFunctionOn', {
        objectId: this.#boxId,
        functionDeclaration: 'function () { return this.fn; }',
        silent: true,
        objectGroup: GROUP,
      }).result;
      const own = this.#ask<{ internalProperties?: Property[] }>('Runtime.getProperties', { objectId, ownProperties: true });
      const internal = (name: string): Remote | undefined => own.internalProperties?.find((p) => p.name === name)?.value;
      const location = (internal('[[FunctionLocation]]')?.value as FunctionLocation | undefined) ?? null;
      const scopesId = internal('[[Scopes]]')?.objectId;
      if (!scopesId) return { scopes: [], location };
      this.#ask('Runtime.callFunctionOn', {
        objectId: scopesId,
        functionDeclaration: 'function (box) { box.scopes = this; }',
        arguments: [{ objectId: this.#boxId }],
        silent: true,
        objectGroup: GROUP,
      });
      return { scopes: Array.from(this.#box.scopes ?? []), location };
    } finally {
      this.#box.fn = this.#box.scopes = null;
      this.#forgetLater();
    }
  }

  /** What was handed out is let go together, after some looks or a moment: each time costs as much as a look. */
  #forgetLater(): void {
    const forget = (): void => {
      this.#looks = 0;
      if (this.#forgetting) clearTimer(this.#forgetting);
      this.#forgetting = null;
      this.#ask('Runtime.releaseObjectGroup', { objectGroup: GROUP });
    };
    if (++this.#looks >= MOST_LOOKS) return forget();
    this.#forgetting ??= setTimer(forget, MOMENT).unref();
  }

  /** Every script that was met, by id. */
  get scripts(): ReadonlyMap<string, ScriptInfo> {
    return this.#scripts;
  }

  /** A script and its text as it runs. Turning the debugger on tells of every script of this thread, so this is the costly question. */
  script(scriptId: string): { readonly info: ScriptInfo; readonly text: string } | null {
    try {
      return this.#debugging(() => {
        const { scriptSource: text } = this.#ask<{ scriptSource: string }>('Debugger.getScriptSource', { scriptId });
        const info = this.#scripts.get(scriptId);
        return info ? { info, text } : null;
      });
    } catch {
      return null;
    }
  }

  /**
   * Turning the debugger on is slow and having it on is not (it never pauses; only new scripts cost a little), so it
   * stays on for a moment: whoever asks once asks again soon.
   */
  #debugging<T>(question: () => T): T {
    if (this.#idle === null) {
      this.#ask('Debugger.enable', {});
      this.#ask('Debugger.setSkipAllPauses', { skip: true });
    } else {
      clearTimer(this.#idle);
    }
    const idle = setTimer(() => this.#rest(idle), MOMENT);
    this.#idle = idle.unref();
    this.#asked = performance.now();
    return question();
  }

  #rest(idle: NodeJS.Timeout): void {
    clearTimer(idle);
    this.#idle = null;
    this.#ask('Debugger.disable', {});
  }
}
