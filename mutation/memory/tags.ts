/** What a slot holds at entry, as a small integer: REF for an object, otherwise the kind of primitive. */
export const REF = 0;
export const NUMBER = 1;
export const STRING = 2;
export const BOOLEAN = 3;
export const UNDEFINED = 4;
export const BIGINT = 5;
export const SYMBOL = 6;
export const NULL = 7;
/** A missing element of an array. */
export const HOLE = 8;
/** A getter or setter, never read. */
export const ACCESSOR = 9;

export function tagOf(value: unknown): number {
  switch (typeof value) {
    case 'number':
      return NUMBER;
    case 'string':
      return STRING;
    case 'boolean':
      return BOOLEAN;
    case 'undefined':
      return UNDEFINED;
    case 'bigint':
      return BIGINT;
    case 'symbol':
      return SYMBOL;
    default:
      return value === null ? NULL : REF;
  }
}

/** The JavaScript test that a value, as an expression, still has the tag; null where no test can tell. */
export function testOf(tag: number, value: string): string | null {
  switch (tag) {
    case NUMBER:
      return `typeof ${value} === "number"`;
    case STRING:
      return `typeof ${value} === "string"`;
    case BOOLEAN:
      return `typeof ${value} === "boolean"`;
    case UNDEFINED:
      return `${value} === undefined`;
    case BIGINT:
      return `typeof ${value} === "bigint"`;
    case SYMBOL:
      return `typeof ${value} === "symbol"`;
    case NULL:
      return `${value} === null`;
    default:
      return null;
  }
}
