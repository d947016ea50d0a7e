/** The surroundings on Node: captures and places, asked from the engine's inspector. */
import type { Capture, Closure, Environment, Located } from '../syntax/environment.ts';
import { globalCapture } from '../syntax/environment.ts';
import { makeStandIn } from '../syntax/stand-in.ts';
import { type FunctionView, Inspector, type Scope } from './inspector.ts';
import { type Moment, Scripts, moment } from './scripts.ts';
import { type Mapping, inlineMap } from './sourcemap.ts';

/** Where a name was found: it stays there, but what it holds may change. `shared`: other scripts can assign it. */
type Home =
  | { readonly in: 'scope'; readonly depth: number; readonly shared: boolean }
  | { readonly in: 'global' }
  | { readonly in: 'itself' };

interface Known {
  readonly homes: Map<string, Home>;
  /** Captures that can never change. */
  readonly constants: Map<string, Capture>;
  /** Where the function stands. */
  place: { readonly scriptId: string; readonly offset: number | null } | null | undefined;
  located: Located | null | undefined;
}

type View = () => FunctionView;

/** What a stand-in stands for: the function that begins at `start`, around `inner`. */
interface Around {
  readonly inner: Function;
  readonly start: number;
  readonly standIn: Function;
}

const itself = (fn: Function): Capture => ({ fn, name: fn.name, value: fn, constant: true, global: false, read: () => fn });

/** Null where there is no inspector. */
export function nodeEnvironment(): Environment | null {
  const inspector = Inspector.open();
  return inspector && new NodeEnvironment(inspector);
}

class NodeEnvironment implements Environment {
  readonly #inspector: Inspector;
  readonly #scripts: Scripts;
  readonly #known = new WeakMap<Function, Known>();
  /** By the function in it, and the place. */
  readonly #standIns = new WeakMap<Function, Map<number, Function>>();
  readonly #around = new WeakMap<Function, Around>();
  readonly #maps = new Map<string, Mapping | null>();

  constructor(inspector: Inspector) {
    this.#inspector = inspector;
    this.#scripts = new Scripts(inspector);
  }

  captures(fn: Function, names: readonly string[]): Map<string, Capture> {
    const around = this.#around.get(fn);
    if (around) return this.#capturesAround(around, names);
    return this.#captures(fn, names, this.#viewOf(fn));
  }

  closure(fn: Function, names: readonly string[]): Closure | null {
    const view = this.#viewOf(fn),
      { location } = view();
    if (!location) return null;
    const { scriptId, lineNumber, columnNumber } = location;
    return { code: `${scriptId}:${lineNumber}:${columnNumber}`, captures: this.#captures(fn, names, view) };
  }

  #captures(fn: Function, names: readonly string[], view: View): Map<string, Capture> {
    const known = this.#of(fn);
    const found = new Map<string, Capture>();
    const now = moment();
    for (const name of names) {
      const capture = known.constants.get(name) ?? this.#capture(fn, name, view, now);
      if (capture) found.set(name, capture);
      if (capture?.constant) known.constants.set(name, capture);
    }
    return found;
  }

  values(captures: readonly Capture[]): unknown[] {
    const views = new Map<Function, View>();
    const outermost = new Map<string, Scope | undefined>();
    return captures.map((c) => {
      if (c.constant) return c.value;
      if (c.global || c.direct) return c.read();
      let view = views.get(c.fn);
      if (!view) views.set(c.fn, (view = this.#viewOf(c.fn)));
      return this.#ofModule(c, view, outermost) ?? this.#value(c.fn, c.name, view);
    });
  }

  /** The value of a module's variable, with one look at a module for all of its functions; undefined where it has to be asked by itself. */
  #ofModule({ fn, name, variable }: Capture, view: View, outermost: Map<string, Scope | undefined>): unknown {
    const { homes, place } = this.#of(fn);
    const home = homes.get(name);
    if (!variable || !place || home?.in !== 'scope') return undefined;
    if (!outermost.has(place.scriptId)) outermost.set(place.scriptId, view().scopes[home.depth]);
    return held(outermost.get(place.scriptId)?.object, name);
  }

  /** One look at a function, when it is needed. */
  #viewOf(fn: Function): View {
    let view: FunctionView | null = null;
    return () => (view ??= this.#inspector.view(fn));
  }

  locate(fn: Function): Located | null {
    const known = this.#of(fn);
    return known.located === undefined ? (known.located = this.#locate(fn)) : known.located;
  }

  #locate(fn: Function): Located | null {
    const around = this.#around.get(fn);
    const { location } = this.#inspector.view(around ? around.inner : fn);
    const loaded = location && this.#scripts.get(location.scriptId);
    if (!location || !loaded || loaded.info.url === '') return null;
    const file = fileOf(loaded.info.url);
    const offset = around ? around.start : this.#scripts.offsetOf(location, Function.prototype.toString.call(fn));
    const module = loaded.info.isModule;
    if (offset === null) return { file, module, line: location.lineNumber + 1, column: location.columnNumber + 1 };
    const { line, column } = loaded.lines.place(offset);
    const map = this.#mapOf(location.scriptId, loaded.text);
    if (!map) return { file, module, line, column, text: loaded.text };
    return {
      file,
      module,
      line,
      column,
      ...(map.text === null ? {} : { text: map.text }),
      original(atLine, atColumn) {
        const place = map.place(atLine, atColumn);
        return place && { ...place, file: /[\\/]/.test(place.file) ? fileOf(place.file) : file };
      },
    };
  }

  #of(fn: Function): Known {
    let known = this.#known.get(fn);
    if (!known) this.#known.set(fn, (known = { homes: new Map(), constants: new Map(), place: undefined, located: undefined }));
    return known;
  }

  #capture(fn: Function, name: string, view: View, now: Moment): Capture | null {
    const dot = name.indexOf('.');
    if (dot >= 0) return this.#member(fn, name, name.slice(0, dot), view, now);
    const home = this.#home(fn, name, view);
    const global = home?.in === 'global' ? globalCapture(fn, name) : null;
    const named = home?.in === 'itself' || global?.constant ? null : this.#enclosing(fn, name, view);
    if (named) return { fn, name, value: named, constant: true, global: false, read: () => named };
    if (home === null || home.in === 'global') return global;
    const value = this.#value(fn, name, view);
    // a variable that was declared but not reached yet is undefined for now
    const constant = home.in === 'itself' || (!home.shared && value !== undefined && this.#isConstant(fn, name, view, now));
    const placeIn = (seen: View) => (home.in !== 'scope' || home.shared ? null : this.#place(fn, seen));
    const place = constant ? null : placeIn(view),
      variable = place && this.#scripts.variable(place.scriptId, place.offset, name);
    const where = (): object | null => {
      const at = placeIn(this.#viewOf(fn));
      return at && (this.#scripts.variable(at.scriptId, at.offset, name) ?? this.#scripts.single(at.scriptId, at.offset, name));
    };
    const read = (): unknown => (constant ? value : this.#value(fn, name, this.#viewOf(fn)));
    return { fn, name, value, constant, global: false, read, where, ...(variable && { variable }) };
  }

  /** The function expression around a function that it means by a name: no scope has it, so something else stands for it. */
  #enclosing(fn: Function, name: string, view: View): Function | null {
    const place = this.#place(fn, view);
    const script = place && this.#scripts.get(place.scriptId);
    if (!script?.script || place?.offset == null) return null;
    const found = script.script.scopes.enclosing(name, place.offset);
    if (!found) return null;
    let made = this.#standIns.get(fn);
    if (!made) this.#standIns.set(fn, (made = new Map()));
    let standIn = made.get(found.start);
    if (!standIn) {
      made.set(found.start, (standIn = makeStandIn(name, script.text.slice(found.start, found.end))));
      this.#around.set(standIn, { inner: fn, start: found.start, standIn });
    }
    return standIn;
  }

  /** The variables of a function that another one stands in. */
  #capturesAround({ inner, start, standIn }: Around, names: readonly string[]): Map<string, Capture> {
    const place = this.#place(inner, this.#viewOf(inner));
    const scopes = place && this.#scripts.get(place.scriptId)?.script?.scopes;
    const visible = names.filter((name) => place?.offset != null && scopes?.meansSame(name.replace(/\..*/, ''), place.offset, start));
    const found = this.captures(inner, visible);
    if (names.includes(standIn.name)) found.set(standIn.name, itself(standIn));
    return found;
  }

  /** `namespace.member` is read as a property of the namespace. */
  #member(fn: Function, name: string, namespace: string, view: View, now: Moment): Capture | null {
    const { constants } = this.#of(fn);
    const root = constants.get(namespace) ?? this.#capture(fn, namespace, view, now);
    if (root === null || root.value === null || root.value === undefined) return null;
    if (root.constant) constants.set(namespace, root);
    const place = this.#place(fn, view),
      member = name.slice(namespace.length + 1);
    const constant = place !== null && this.#scripts.isConstantMember(place.scriptId, place.offset, namespace, member, now);
    const value = this.#value(fn, name, view);
    const where = (): object | null => place && this.#scripts.memberVariable(place.scriptId, place.offset, namespace, member);
    const variable = constant ? null : where();
    const found = { fn, name, value, constant, global: false, where, ...(variable && { variable }) } as const;
    if (!root.constant) return { ...found, read: () => this.#value(fn, name, this.#viewOf(fn)) };
    const object = root.value as Record<string, unknown>;
    return { ...found, direct: true, read: () => object[member] };
  }

  /** What a name holds now. Properties of a namespace that stays are read without a look at the function. */
  #value(fn: Function, name: string, view: View): unknown {
    const dot = name.indexOf('.');
    if (dot >= 0) {
      const namespace = name.slice(0, dot),
        root = this.#of(fn).constants.get(namespace);
      return ((root ? root.value : this.#value(fn, namespace, view)) as Record<string, unknown> | null | undefined)?.[name.slice(dot + 1)];
    }
    const home = this.#home(fn, name, view);
    if (home?.in !== 'scope') return home && (home.in === 'itself' ? fn : (globalThis as Record<string, unknown>)[name]);
    return held(view().scopes[home.depth]?.object, name);
  }

  #isConstant(fn: Function, name: string, view: View, now: Moment): boolean {
    const place = this.#place(fn, view);
    return place !== null && this.#scripts.isConstant(place.scriptId, place.offset, name, now);
  }

  #place(fn: Function, view: View): (Known['place'] & {}) | null {
    const known = this.#of(fn);
    if (known.place === undefined) {
      const { location } = view();
      known.place = location && {
        scriptId: location.scriptId,
        offset: this.#scripts.offsetOf(location, Function.prototype.toString.call(fn)),
      };
    }
    return known.place;
  }

  /** Scopes innermost first; the last of them is the global one, which is asked by itself. */
  #home(fn: Function, name: string, view: View): Home | null {
    const { homes } = this.#of(fn);
    const home = homes.get(name) ?? this.#find(fn, name, view());
    if (home) homes.set(name, home);
    return home;
  }

  #find(fn: Function, name: string, { scopes, location }: FunctionView): Home | null {
    const depth = scopes.findIndex((s) => s.description !== 'Global' && Object.hasOwn(s.object, name));
    if (isOwnName(fn, name) && this.#meansItself(fn, location, depth < 0 ? undefined : held(scopes[depth]!.object, name)))
      return { in: 'itself' };
    if (depth < 0) return name in globalThis ? { in: 'global' } : null;
    // what is declared at the top of one classic script can be assigned by any other
    return { in: 'scope', depth, shared: location === null || /^(Script|With)/.test(scopes[depth]!.description) };
  }

  /** A function expression's name is the function; a declaration's name is a variable around it. */
  #meansItself(fn: Function, location: FunctionView['location'], around: unknown): boolean {
    const text = Function.prototype.toString.call(fn);
    const offset = location && this.#scripts.offsetOf(location, text);
    const script = location && this.#scripts.get(location.scriptId)?.script;
    if (script && offset !== null) return !script.declarations.has(offset);
    return around === undefined || around === fn;
  }

  #mapOf(scriptId: string, text: string): Mapping | null {
    let map = this.#maps.get(scriptId);
    if (map === undefined) this.#maps.set(scriptId, (map = inlineMap(text)));
    return map;
  }
}

/** Whether the text of a function says this name for the function itself. */
function isOwnName(fn: Function, name: string): boolean {
  const text = Function.prototype.toString.call(fn);
  return (
    /^(?:async\s+)?function\b/.test(text) &&
    text
      .slice(0, text.indexOf('('))
      .replace(/^(?:async\s+)?function[\s*]*/, '')
      .trim() === name
  );
}

/** A file's path as the user would write it: from the working directory when it lies below. */
function fileOf(url: string): string {
  const path = url.startsWith('file:') ? decodeURIComponent(new URL(url).pathname) : url;
  const here = `${process.cwd()}/`;
  return path.startsWith(here) ? path.slice(here.length) : path;
}

/** What a scope holds. A variable before its declaration throws on newer engines. */
function held(scope: Record<string, unknown> | undefined, name: string): unknown {
  try {
    return scope?.[name];
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}
