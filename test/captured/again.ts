/** Passes another module's variables on. */
export { counter, table as list } from './source.ts';
export * from './source.ts';
