// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** Objects with a class: constructors, prototypes, inheritance, accessors, private and static members, from outside and declared inside. */
import { closure, program } from './program.ts';

class Vec {
  z = 1;
  constructor(x, y) { this.x = x; this.y = y; }
  dot(o) { return this.x * o.x + this.y * o.y + this.z * o.z; }
  scale(k) { this.x *= k; this.y *= k; return this; }
  get length() { return Math.sqrt(this.dot(this)); }
  set length(v) { this.scale(v / this.length); }
  static of([x, y]) { return new this(x, y); }
}
class Heavy extends Vec {
  constructor(x, y, w) { super(x, y); this.w = w; }
  dot(o) { return super.dot(o) + this.w * this.w; }
  get length() { return super.length + this.w; }
}
class Even extends Vec {
  constructor(list) {
    if (list.length % 2 !== 0) throw new RangeError('odd');
    if (list.length > 2) super(list[0] * list[2], list[1]);
    else super(list[0], list[1]);
    this.w = list[1];
  }
}
class Buffered {
  #data;
  #fill(n, v) { this.#data = new Float64Array(n).fill(v); }
  get #half() { return 0.5; }
  constructor(n, v) { this.n = n; this.#fill(n, v); }
  at(i) { return this.#data[i]; }
  put(i, v) { this.#data[i] = v; return this; }
  total() { let s = 0; for (const v of this.#data) s += v * this.#half; return s; }
}
function Spring(k) {
  if (!(this instanceof Spring)) return new Spring(k);
  this.k = k;
}
Spring.prototype.force = function (x) { return -this.k * x; };
Spring.stiff = 2;
Spring.stiffer = (s) => new Spring(s.k * Spring.stiff);
function Damped(k, c) { Spring.call(this, k); this.c = c; }
Damped.prototype = Object.create(Spring.prototype);
Damped.prototype.constructor = Damped;
Damped.prototype.force = function (x) { return Spring.prototype.force.call(this, x) - this.c * x * x; };
class Shape { area() { return 0; } }
class Square extends Shape { constructor(s) { super(); this.s = s; } area() { return this.s * this.s; } }
class Disc extends Shape { constructor(r) { super(); this.r = r; } area() { return 3 * this.r ** 2; } }

export const classes = [
  program('new of a class of the outside', () => [1.5, 2], (x, y) => new Vec(x, y).scale(2).dot(Vec.of([y, x]))),
  program('getters and setters of a prototype', () => [1.5, 2], (x, y) => { const v = new Vec(x, y); v.length = 3 * x; return v.x * v.length; }),
  program('super in methods, getters and the constructor', () => [1.5, 2], (x, y) => { const v = new Heavy(x, y, x * y); return v.dot(new Vec(y, y)) * v.length; }),
  program('super in branches, after a throw', () => [1.5, 2], (x, y) => { let s = 0; for (const list of [[x, y], [x, y, x, y], [y]]) { try { const v = new Even(list); s += v.dot(v) * v.w; } catch (e) { s += y * list[0]; } } return s; }),
  program('instances as arguments', () => [[new Vec(1, 2), new Heavy(2, 3, 4)]], (all) => { let s = 0; for (const v of all) { v.scale(0.5); s += v.length * v.dot(all[0]); } return s; }),
  program('private members of a class of the outside', () => [1.3], (x) => new Buffered(3, x).put(1, x * x).total() * x),
  program('a constructor function that may be called without new', () => [1.5, 0.5], (k, x) => Spring(k).force(x) + Spring.stiffer(new Spring(x)).force(k)),
  program('inheritance by prototypes', () => [1.5, 0.5, 0.2], (k, c, x) => { const s = new Damped(k, c); return s.force(x) * (s instanceof Spring ? 2 : 1); }),
  program('a method chosen by the class of the object', () => [0.7, 5], (a, n) => { const all = []; for (let i = 0; i < n; i++) all.push(i % 2 ? new Square(a * i) : new Disc(a + i)); let s = 0; for (const q of all) s += q.area() * (q instanceof Square ? 2 : 1); return s; }, { counts: [1] }),
  program('a class declared inside', () => [1.5, 2], (x, y) => {
    class P {
      static made = 0;
      #k = 2;
      constructor(a, b) { this.a = a; this.b = b; P.made++; }
      get size() { return Math.hypot(this.a, this.b) * this.#k; }
      set size(v) { const s = v / this.size; this.a *= s; this.b *= s; }
      add(o) { return new P(this.a + o.a, this.b + o.b); }
      static unit() { return new this(1, 0); }
    }
    class Q extends P {
      c = 3;
      constructor(a, b) { super(a, b); this.c += a; }
      get size() { return super.size + this.c; }
      add(o) { const r = super.add(o); r.a *= this.c; return r; }
    }
    const p = new P(x, y), q = new Q(y, x);
    p.size = 7 * x;
    return q.add(p).size * P.made + q.size + Q.unit().size * x + (q instanceof P ? x : 0) + (p instanceof Q ? 1e6 : 0);
  }),
  program('a constructor function declared inside', () => [1.5], (x) => {
    function P(v) { this.v = v; }
    P.prototype.get = function () { return this.v * P.k; };
    P.k = 4;
    let s = 0;
    for (const p of [new P(x), new P(x * x)]) s += p.get();
    return s;
  }),
  program('a class that makes a tree of itself', () => [1.2, 3], (x, n) => {
    class Node {
      l = null;
      r = null;
      constructor(d, v) { this.v = v; if (d > 0) { this.l = new Node(d - 1, v * 1.1); this.r = new Node(d - 1, Math.sin(v)); } }
      sum() { return this.v + (this.l ? this.l.sum() : 0) + (this.r ? this.r.sum() : 0); }
    }
    return new Node(n, x).sum();
  }, { counts: [1] }),
  program('methods that use what is around their class', () => [1.2, [0.5, 2]], (x, w) => {
    class Layer { constructor(i) { this.i = i; } run(v) { return Math.tanh(v * w[this.i]) + x; } }
    let y = x;
    for (const layer of [new Layer(0), new Layer(1)]) y = layer.run(y);
    return y;
  }),
  program('accessors of an object literal', () => [1.3], (x) => { const o = { k: x, get d() { return this.k * 2; }, set d(v) { this.k = v / 2; }, m(y) { return this.d * y; } }; o.d = x * x; return o.m(3) + o.d; }),
  program('this.constructor', () => [1.3], (x) => { class A { constructor(v) { this.v = v; } next() { return new this.constructor(this.v * 2); } } return new A(x).next().v * new Vec(x, 1).constructor.of([x, x]).x; }),
  program('new.target', () => [1.3], (x) => { function F(v) { this.v = new.target === undefined ? 0 : v; } return new F(x).v * x; }),
  program('static blocks and inherited statics', () => [1.3], (x) => { class A { static k; static { this.k = x * 2; } static twice(v) { return v * this.k; } } class B extends A {} return B.twice(x) + A.k; }),
  closure('counters in static fields', () => [1.5], () => { class Counter { static n = { made: 0 }; constructor(v) { this.v = v; Counter.n.made++; } } return { f: (x) => { const a = new Counter(x), b = new Counter(2 * x); return a.v * b.v * Counter.n.made; }, memory: [Counter.n] }; }),
  program('an object copied with its class', () => [1.5, 0.7], (x, y) => {
    class V2 {
      [Symbol.iterator] = function* () { yield this.x; yield this.y; };
      constructor(a = 0, b = 0) { this.x = a; this.y = b; }
      clone() { return Object.assign(Object.create(Object.getPrototypeOf(this)), this); }
      add(o) { this.x += o.x; this.y += o.y; return this; }
    }
    const a = new V2(x, y), b = a.clone().add(a.add(new V2(1)));
    const [p, q] = b;
    return p * q + a.x * (b instanceof V2 ? 1 : 100);
  }),
  program('a constructor function that calls itself and names itself', () => [1.5], (x) => {
    function P(v) { if (!(this instanceof P)) return new P(v); this.v = v; }
    P.prototype = { constructor: P, twice() { return this.v * 2; }, get square() { return this.v ** 2; } };
    P.zero = P(0);
    return P(x).twice() * P(x).square + P.zero.v;
  }),
  program('a getter without its setter', () => [1.5], (x) => {
    const o = { a: x, get s() { return this.a * 2; } };
    try { o.s = 4; } catch (e) { return o.a * o.s * e.message.length; }
    return x;
  }),
  program('objects that are numbers by their `valueOf`', () => [[1.5, 0.7, 2]], (a) => {
    class Adder { s = 0; t = 0; add(v) { this.s += v; this.t += v * v; return this; } valueOf() { return this.s * this.t; } }
    const sum = new Adder(), once = { k: a[1], valueOf() { return this.k ** 2; } };
    for (const v of a) sum.add(v);
    return +sum * 2 + sum * once + Math.sin(once) + (once > 0.1 ? a[0] : 0);
  }),
  program('a number at one time, an object with a `valueOf` at another', () => [1.5], (x) => { const o = { valueOf: () => x * x }; let y = 0; for (const v of [1, o]) y += (v == 2.25 ? x : 1) + v * x; return y * x; }, { gradients: [20.5] }),
  program('data inherited from an instance', () => [[1.5, 0.7]], (a) => {
    class Base { constructor(v) { this.a = v; } }
    const from = new Base(a[0]), one = Object.assign(Object.create(from), { b: 2 }), key = a.length > 1 ? 'a' : 'b';
    let y = one.a * one[key] * one.b;
    from.a *= a[1];
    y += one.a;
    one.a = 3;
    return y + one.a * from.a;
  }),
  program('a private member is not inherited', () => [1.5], (x) => {
    class Closed { #p = x; get p() { return this.#p; } }
    const one = new Closed(), other = Object.create(one);
    try { return other.p; } catch (e) { return one.p * (e instanceof TypeError ? 2 : 3); }
  }),
  program('options by name', () => [1.5], (x) => {
    const models = { square: (o) => o.k ** 2, cube: (o) => o.k ** 3 };
    const run = ({ model, at, verbose = false }) => { if (verbose) console.log(at); if (typeof models[model.name] !== 'function') throw new TypeError(model.name); return models[model.name](at); };
    const again = { model: { name: 'square' }, at: { k: x } };
    let y = run({ model: { name: 'cube' }, at: { k: x } }) + run(again);
    again.model.name = 'cube';
    y += run(again);
    return y;
  }),
  program('arrays and records in one class, asked by methods', () => [1.5], (x) => {
    const merge = (args) => {
      const given = args.filter((v) => v !== undefined), last = given[given.length - 1];
      if (given.length === 1 || typeof last !== 'object' || Array.isArray(last)) return last;
      const merged = {};
      for (const one of given) for (const k of Object.keys(one)) merged[k] = merge(given.map((v) => v[k]));
      return merged;
    };
    const o = merge([{ a: { m: [[x, 2], [3, x]], s: x, n: 'm' } }, { a: { s: x * x }, c: [x] }]);
    return o.a.m.reduce((p, q) => p.concat(q)).reduce((p, q) => p + q * q, 0) + o.a.s * o.c[0] + o.a.n.concat('n').length;
  }),
  program('prototypes that are put in the place of others', () => [1.5, 2], (x, k) => {
    function Base(v) { this.a = v * x; }
    Base.prototype.step = function (v) { return this.a * v; };
    function Heir(v) { Base.call(this, v); }
    Heir.prototype = Object.create(Base.prototype);
    Heir.prototype.more = function () { return this.step(k) * x; };
    function Other(v) { Base.call(this, v); this.b = v; }
    Other.prototype = Object.create(Base.prototype, { constructor: { value: Other } });
    Other.prototype.step = function (v) { return Base.prototype.step.call(this, v) + this.b; };
    function Plain(v) { this.a = v; }
    Plain.prototype = { a: 1, more() { return this.a * x; } };
    return new Heir(x).more() + new Other(k).step(x) + new Plain(k).more();
  }),
  program('a number of the prototype, which an object may have of its own', () => [[1.5, 0.4], 0.3], (u, x) => {
    function Plate() {}
    Plate.prototype.shift = 0.81;
    const one = new Plate(), other = new Plate();
    if (x > 1) one.shift = u[0];
    other.shift = u[1] * x;
    return u[0] * x - one.shift * x + other.shift;
  }),
];
