/** Values and functions in words, for messages. */

/** What was given, in a few words: `the string "abc"`, `an Int32Array of length 3`. */
export function received(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `the string ${JSON.stringify(value.length > 30 ? `${value.slice(0, 30)}…` : value)}`;
    case 'number':
      return `the number ${Object.is(value, -0) ? '-0' : value}`;
    case 'boolean':
      return `the boolean ${value}`;
    case 'bigint':
      return `the BigInt ${value}n`;
    case 'symbol':
      return 'a symbol';
    case 'function':
      return value.name === '' ? 'a function' : `the function \`${value.name}\``;
    case 'undefined':
      return 'undefined';
    default:
      return value === null ? 'null' : object(value as object);
  }
}

function object(value: object): string {
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (tag === 'Object') return 'an object';
  if (tag === 'Number' || tag === 'String' || tag === 'Boolean') return `a boxed ${tag}`;
  const article = /^[AEIOU](?!int)/.test(tag) ? 'an' : 'a';
  const length = (value as { length?: unknown }).length;
  return `${article} ${tag}${typeof length === 'number' ? ` of length ${length}` : ''}`;
}

/** The name of a parameter as written, where the list of parameters is plain enough to tell; otherwise its number. */
export function parameterName(f: (...args: never[]) => unknown, index: number): string {
  const text = Function.prototype.toString.call(f);
  const list = /^(?:async\s+)?(?:function\b[^(]*|[\w$]*\s*)\(([^()]*)\)/.exec(text)?.[1] ?? /^([\w$]+)\s*=>/.exec(text)?.[1] ?? '';
  const name = list.split(',')[index]?.trim() ?? '';
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : `number ${index + 1}`;
}
