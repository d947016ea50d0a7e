/** What `Object`, `Reflect` and every object have: fields listed, copied, asked for and protected. */
import { type Callable, type Rule, flat, inert, method, model } from './vocabulary.ts';

const fields: readonly Rule[] = [
  flat('Object.hasOwn', Object.hasOwn),
  method('Object.prototype.hasOwnProperty', Object.prototype.hasOwnProperty, (o, k) => Object.hasOwn(o, k)),
  inert('Object.prototype.propertyIsEnumerable', Object.prototype.propertyIsEnumerable, 'truth'),
  inert('Object.prototype.isPrototypeOf', Object.prototype.isPrototypeOf, 'truth'),

  model('Object.keys', Object.keys, (o) => {
    const out: any[] = [];
    for (const k in o) if (Object.hasOwn(o, k)) __push(out, k);
    return out;
  }),

  model('Object.values', Object.values, (o) => {
    const out: any[] = [];
    for (const k in o) if (Object.hasOwn(o, k)) __push(out, o[k]);
    return out;
  }),

  model('Object.entries', Object.entries, (o) => {
    const out: any[] = [];
    for (const k in o) if (Object.hasOwn(o, k)) __push(out, [k, o[k]]);
    return out;
  }),

  model('Object.assign', Object.assign, (target, ...sources) => {
    for (const o of sources) {
      if (o !== undefined && o !== null) {
        for (const k in o) if (Object.hasOwn(o, k)) target[k] = o[k];
        __symbols(target, o);
      }
    }
    return target;
  }),

  model('Object.fromEntries', Object.fromEntries as Callable, (entries) => {
    const out: any = {};
    for (const e of entries) out[e[0]] = e[1];
    return out;
  }),
];

/** They look at names and flags, never at values. */
const shape: readonly Rule[] = [
  inert('Object.getOwnPropertyNames', Object.getOwnPropertyNames, 'texts'),
  inert('Object.getOwnPropertySymbols', Object.getOwnPropertySymbols),
  inert('Object.isFrozen', Object.isFrozen, 'truth'),
  inert('Object.isSealed', Object.isSealed, 'truth'),
  inert('Object.isExtensible', Object.isExtensible, 'truth'),
  inert('Reflect.isExtensible', Reflect.isExtensible, 'truth'),
  inert('Reflect.ownKeys', Reflect.ownKeys),
  inert('Object.freeze', Object.freeze, 'argument', 'final'),
  inert('Object.seal', Object.seal, 'argument', 'final'),
  inert('Object.preventExtensions', Object.preventExtensions, 'argument', 'final'),
  inert('Reflect.preventExtensions', Reflect.preventExtensions as Callable, 'truth', 'final'),
];

const reflection: readonly Rule[] = [
  model('Reflect.get', Reflect.get as Callable, (o, k) => o[k]),
  model('Reflect.set', Reflect.set as Callable, (o, k, v) => {
    o[k] = v;
    return true;
  }),
  model('Reflect.has', Reflect.has as Callable, (o, k) => k in o),
  model('Reflect.deleteProperty', Reflect.deleteProperty as Callable, (o, k) => delete o[k]),
];

type Model = Rule & { is: 'model' };

/** `{ ...o }` into an object. */
export const spreading = fields.find((rule) => rule.name === 'Object.assign') as Model;

/** `const { a, ...rest } = o`, told apart by what was taken. */
export const remaining = model('{ ...rest }', Object.assign, (o, ...taken) => {
  const out: any = {};
  for (const k in o) {
    let left = Object.hasOwn(o, k);
    for (const name of taken) if (k === name) left = false;
    if (left) out[k] = o[k];
  }
  return out;
}) as Model;

export const objects: readonly Rule[] = [...fields, ...shape, ...reflection];
