import type * as t from '@babel/types';
import { describe, expect, it } from 'vitest';
import { AdjointError } from '../src/fault/fault.ts';
import { installHost } from '../src/host/index.ts';
import { globalsOnly } from '../src/syntax/environment.ts';
import { barrier, fence } from '../src/syntax/fence.ts';
import { type Source, read, readSource } from '../src/syntax/read.ts';
import type { Binding } from '../src/syntax/scope.ts';

installHost();
const get = (fn: Function): Source => read(fn, globalsOnly);
const sloppy = (text: string): Function => new Function(`return (${text})`)() as Function;

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof AdjointError) return error.code;
    throw error;
  }
  return 'none';
}

describe('forms of functions', () => {
  class Model {
    scale = 2;
    #hidden = 3;
    apply(x: number): number {
      return x * this.scale * this.#hidden;
    }
    #private(x: number): number {
      return x;
    }
    get inner(): (x: number) => number {
      return this.#private;
    }
    static 'quoted name'(x: number): number {
      return x;
    }
  }
  const object = {
    method(x: number) {
      return x;
    },
    get got() {
      return 1;
    },
    ['com' + 'puted'](x: number) {
      return x;
    },
    function(x: number) {
      return x;
    },
    async(x: number) {
      return x;
    },
    get(x: number) {
      return x;
    },
    static(x: number) {
      return x;
    },
  };
  const forms: [string, Function, string][] = [
    ['arrow', (x: number) => x, 'ArrowFunctionExpression'],
    ['arrow without brackets', sloppy('x => x'), 'ArrowFunctionExpression'],
    [
      'anonymous function',
      function (x: number) {
        return x;
      },
      'FunctionExpression',
    ],
    [
      'named function',
      function named(x: number) {
        return x;
      },
      'FunctionDeclaration',
    ],
    ['method', object.method, 'ObjectMethod'],
    ['computed method', (object as any).computed, 'ObjectMethod'],
    ['method named function', object.function, 'FunctionExpression'],
    ['method named async', object.async, 'ObjectMethod'],
    ['method named get', object.get, 'ObjectMethod'],
    ['method named static', object.static, 'ObjectMethod'],
    ['getter', Object.getOwnPropertyDescriptor(object, 'got')!.get!, 'ObjectMethod'],
    ['class method with private members', Model.prototype.apply, 'ObjectMethod'],
    ['private method', new Model().inner, 'ClassPrivateMethod'],
    ['static method', Model['quoted name'], 'ObjectMethod'],
    ['minified', sloppy('function e(t){var e=t*2;return e}'), 'FunctionDeclaration'],
    ['new Function', new Function('a', 'b = 2', 'return a * b // end'), 'FunctionDeclaration'],
    ['comment at the end', sloppy('(x) => x // end\n'), 'ArrowFunctionExpression'],
  ];
  it.each(forms)('%s', (_, fn, type) => {
    const source = get(fn);
    expect(source.node.type).toBe(type);
    expect(source.node.params.length).toBeLessThanOrEqual(2);
    expect({ ...pick(source.site(source.node)) }).toMatchObject({ line: 1, column: 1 });
  });
  const pick = ({ line, column }: { line: number; column: number }) => ({ line, column });

  it('reads the text, whatever `toString` says', () => {
    const f = Object.assign((x: number) => x + 1, { toString: () => 'x => x' });
    expect(get(f).text).toContain('+ 1');
  });
  it('shares a tree between functions of one text', () => {
    const make = (k: number) => (x: number) => x * k;
    expect(get(make(1)).node).toBe(get(make(2)).node);
    expect(get(make(1))).not.toBe(get(make(2)));
  });
  it('reads once', () => {
    const f = (x: number): number => x;
    expect(get(f)).toBe(get(f));
  });
  it('reads the functions of rules', () => {
    const source = readSource('(x, y) => [1 - y * y]', 'Math.tanh');
    expect(source.scopes.free).toEqual([]);
    expect(source.file).toBe('<rule>');
  });
  it('sees through the names that esbuild gives', () => {
    const text =
      '(x) => { const g = __name((y) => __name((v) => v, "i")(y) * 2, "g"); function h(z) { return z; } __name(h, "h"); return g(h(x)); }';
    const source = readSource(text);
    expect(source.scopes.free).toEqual([]);
    expect((source.node.body as any).body[0].declarations[0].init.type).toBe('ArrowFunctionExpression');
  });
  it('knows strict mode', () => {
    expect(get(sloppy('function (a) { return a }')).strict).toBe(false);
    expect(get(sloppy('function (a) { "use strict"; return a }')).strict).toBe(true);
    expect(
      get(function (a: number) {
        return a;
      }).strict,
    ).toBe(true);
    expect(get((a: number) => a).strict).toBe(null);
    expect(
      get(
        {
          m(a: number) {
            return a;
          },
        }.m,
      ).strict,
    ).toBe(null);
  });
  it('numbers functions without a file', () => {
    const [f, g] = [sloppy('(x) => x * 2'), sloppy('(x) => x * 3')].map(get);
    expect(f!.file).toMatch(/^<anonymous/);
    expect(g!.file).not.toBe(f!.file);
  });
});

describe('functions without a source', () => {
  const f = (x: number): number => x;
  it.each([
    ['built in', Math.sin, /`sin`.*built into/],
    ['bound', f.bind(null), /bind/],
    [
      'proxy',
      new Proxy(f, {
        getOwnPropertyDescriptor() {
          throw new Error('was asked');
        },
      }),
      /Proxy/,
    ],
  ])('%s', (_, fn, message) => {
    expect(() => get(fn as Function)).toThrow(message);
    expect(codeOf(() => get(fn as Function))).toBe('E_NO_SOURCE');
  });
  it('asynchronous functions and generators', () => {
    expect(codeOf(() => get(async () => 1))).toBe('E_ASYNC');
    expect(codeOf(() => get(sloppy('async function f(x) { await x }')))).toBe('E_ASYNC');
    const counter = get(
      {
        *m() {
          yield 1;
        },
      }.m,
    );
    expect([counter.generator, (counter.node as t.ObjectMethod).generator]).toEqual([true, false]);
    expect(codeOf(() => get(async function* () {}))).toBe('E_ASYNC');
  });
  it('code nested too deeply', () => {
    const long = sloppy(`(x) => x${' + x'.repeat(200_000)}`);
    expect(codeOf(() => get(long))).toBe('E_TOO_DEEP');
  });
});

/** The variable of the n-th occurrence of a name, by the text around it. */
function bindings(text: string): Map<string, Binding[]> {
  const { scopes, node } = readSource(text);
  const found = new Map<string, Binding[]>();
  const collect = (scope: t.Node): void => {
    for (const b of scopes.declared(scope)) found.set(b.name, [...(found.get(b.name) ?? []), b]);
    for (const value of Object.values(scope)) {
      for (const child of Array.isArray(value) ? value : [value]) if (child && typeof child.type === 'string') collect(child as t.Node);
    }
  };
  collect(node);
  return found;
}
const one = (text: string, name: string): Binding => {
  const [binding, ...others] = bindings(text).get(name) ?? [];
  expect(others).toEqual([]);
  return binding!;
};

describe('scopes', () => {
  it('lists free names once, in order', () => {
    const text = `function f(a) { const { b, c: [d = far] } = a; g(b, d); label: for (;;) { break label; } return { a, e: near.far, [key]: typeof none } + f(arguments[0]); }`;
    expect(readSource(text).scopes.free).toEqual(['far', 'g', 'near', 'key', 'none', 'f']);
    expect(readSource(text).scopes.argumentsOf.size).toBe(1);
    expect(readSource('(x) => arguments[0] + x').scopes.free).toEqual(['arguments']);
  });

  it('tells the kinds of declarations', () => {
    const text = `(p, [q], { r = 1 }, ...s) => { let a; const b = 1; var c; function d() {} class e {} try {} catch ({ g }) {} (function h() {}); }`;
    const kinds = [...bindings(text).values()].flat().map((b) => `${b.name}:${b.kind}`);
    expect(kinds.sort()).toEqual([
      'a:let',
      'b:const',
      'c:var',
      'd:function',
      'e:class',
      'g:catch',
      'h:function',
      'p:param',
      'q:param',
      'r:param',
      's:param',
    ]);
    expect(one('() => { (function h() { return h; })(); }', 'h').kind).toBe('function');
  });

  it('resolves every occurrence, the targets of assignments included', () => {
    const text = `(x) => { let a, b, c; [a, { k: b = a }] = x; ({ c } = x); c++; for (a of x) b += a; { let a = 3; a = 4; } }`;
    const { scopes, node } = readSource(text);
    const all: (Binding | null)[] = [];
    const visit = (n: t.Node): void => {
      if (n.type === 'Identifier' && /^[abc]$/.test(n.name)) all.push(scopes.of(n));
      for (const [key, value] of Object.entries(n)) {
        for (const child of Array.isArray(value) ? value : [value])
          if (child && typeof child.type === 'string' && key !== 'key') visit(child as t.Node);
      }
    };
    visit(node);
    expect(all.every((b) => b !== null)).toBe(true);
    expect(new Set(all).size).toBe(4);
    expect(all.filter((b) => b!.assigned).length).toBe(all.length);
  });

  it.each([
    ['(x) => { let a = 1; return a; }', false],
    ['(x) => { let a; a = 1; return a; }', true],
    ['(x) => { const [a] = x; return a; }', false],
    ['(x) => { var a = 1; return a; }', false],
    ['(x) => { for (;;) { var a = 1; } }', true],
    ['(x) => { for (;;) { let a = 1; } }', false],
    ['(x) => { var a = 1; var a; }', false],
    ['(x) => { var a = 1; var a = 2; }', true],
    ['(x) => { for (var a of x); }', true],
    ['(x) => { for (const a of x); }', false],
    ['(x) => { for (let a = 0; a < 3; a++); }', true],
    ['(x) => { for (var a = 0; a < 3;); }', false],
    ['(x) => { function a() {} function a() {} }', true],
    ['(a) => { a &&= 1; }', true],
    ['(a) => { var a = 1; }', true],
    ['(x, a) => { delete x[a]; x[a] = 1; x.a = 2; }', false],
    ['(x) => { let a = 1; ({ a: x }) }', false],
    ['(x) => { let a = 1; ({ b: a } = x) }', true],
  ])('assigned: %s', (text, assigned) => {
    const b = one(text, 'a');
    expect(b.assigned).toBe(assigned);
  });

  it.each([
    ['(x) => { const a = 1; return () => a; }', true, false],
    ['(x) => { const a = 1; return a; }', false, false],
    ['(x) => { const f = () => a; const a = 1; return f; }', true, true],
    ['(x) => { const a = 1; return f(); function f() { return a; } }', true, true],
    ['(x) => { const a = 1; { return f(); function f() { return a; } } }', true, false],
    ['(x) => { const a = () => a(); return a; }', true, true],
    ['(x) => { function a() { return a(); } return a; }', true, false],
    ['(x) => { const b = a(); function a() { return 1; } }', false, false],
    ['(x) => { for (;;) { use(a); var a = 1; } }', false, true],
    ['(a, b = () => a) => b()', true, false],
    ['(b = () => a, a = 1) => b()', true, true],
    ['(x) => { const m = { f() { return a; } }; let a = 1; }', true, true],
  ])('captured and hoisted: %s', (text, captured, hoisted) => {
    const b = one(text, 'a');
    expect([b.captured, b.hoisted]).toEqual([captured, hoisted]);
  });

  it('knows the loop of a head', () => {
    expect(one('(x) => { for (let i = 0; i < 3; i++) x(() => i); }', 'i')).toMatchObject({
      captured: true,
      loop: { type: 'ForStatement' },
      scope: { type: 'ForStatement' },
    });
    expect(one('(x) => { for (const [k] of x); }', 'k').loop?.type).toBe('ForOfStatement');
    expect(one('(x) => { for (;;) { let k = 1; } }', 'k').loop).toBeNull();
    expect(one('(x) => { for (;;) { let k = 1; } }', 'k').scope.type).toBe('BlockStatement');
  });

  it('hides names as the language does', () => {
    const text = `(a) => { const use = a; { const a = 2; (() => { var a = 3; return a; })(); } switch (use) { case 1: let a = 4; } try {} catch (a) { return a; } }`;
    expect(
      bindings(text)
        .get('a')!
        .map((b) => b.kind),
    ).toEqual(['param', 'const', 'var', 'let', 'catch']);
    // a default value does not see the body, and a function's own name gives way to a variable in it
    expect(readSource('(a = b) => { var b = 1; return a + b; }').scopes.free).toEqual(['b']);
    const inner = bindings('(x) => (function e(t) { var e = t; e++; return e; })(x)').get('e')!;
    expect(inner.map((b) => [b.kind, b.assigned])).toEqual([['var', true]]);
    expect(readSource('function e(t) { var e = t; return e; }').scopes.free).toEqual([]);
    expect(readSource('function e(e) { return e; }').scopes.free).toEqual([]);
  });
});

describe('fence', () => {
  const refusal = (text: string): string => barrier(get(sloppy(text)))?.code ?? 'none';
  it.each([
    ['(x) => { if (x) return -x; for (const k of [1]) x += k ** 2; return x }', 'none'],
    ['({ a, ...b }, c = 1, ...d) => `${a?.b?.[0]} ${typeof d}`', 'none'],
    ['function (x) { with (x) { return a } }', 'E_DYNAMIC_SCOPE'],
    ['(x) => eval("x")', 'E_DYNAMIC_SCOPE'],
    ['(x, eval2) => (0, eval)("x")', 'none'],
    ['(x) => (async () => await x)()', 'E_ASYNC'],
    ['(x) => [...(function* () { yield x })()]', 'none'],
    ['(x) => { class A { #k; static { x } } return new A() }', 'none'],
    ['(x) => String.raw`${x}`', 'none'],
    ['(x) => /a/.test(x)', 'none'],
    ['function (x) { return new.target }', 'none'],
    ['(x) => import(x)', 'E_UNSUPPORTED'],
    ['function (x) { return arguments[0] + arguments.length }', 'none'],
    ['function (x) { return f(...arguments) }', 'none'],
    ['function (x) { x = 2; return arguments[0] }', 'E_ARGUMENTS'],
    ['function (x) { arguments[0] = 2; return x }', 'E_ARGUMENTS'],
    ['function (x) { return f(arguments) }', 'E_ARGUMENTS'],
    ['function (x) { x = 1; return arguments.callee(arguments.length) }', 'none'],
    ['function (x) { "use strict"; x = 2; arguments[0] = 1; return arguments[0] }', 'none'],
    ['function (x = 1) { x = 2; return arguments[0] }', 'none'],
    ['(x) => { function g(y) { y++; return arguments[0] } return g(x) }', 'E_ARGUMENTS'],
    ['(x) => { const o = { arguments: x }; return o.arguments }', 'none'],
  ])('%s → %s', (text, code) => expect(refusal(text)).toBe(code));

  it('names the node and the place', () => {
    const fn = sloppy('(x) => {\n  const y = x;\n  return import(y);\n}');
    expect(() => fence(get(fn))).toThrow(/Import[\s\S]*<anonymous.*>:3:10[\s\S]*> 3 \|   return import/);
  });
});
