/**
 * Kernels: functions that are called as they are and whose derivatives a rule tells as source. In a program a call of one is a
 * `native` with the mark `kernel`; its derivatives are functions of the program, lowered where a transform has asked for them.
 */
import type { Fn, Instr, Program } from '../ir/ir.ts';
import type { ClassId, Kind } from './kinds.ts';

export const KERNEL = 'kernel';
export const isKernel = ({ op, attr }: Instr): boolean => op === 'native' && attr[1] === KERNEL;

/** `[text, 'kernel', key, first, count]`: the arguments are `count` operands from `first` on; what follows is for its derivatives. */
export const kernelAttr = (text: string, key: string, first: number, count: number): string[] => [
  text,
  KERNEL,
  key,
  String(first),
  String(count),
];
export const argsOf = ({ args, attr }: Instr): Instr['args'] => args.slice(Number(attr[3]), Number(attr[3]) + Number(attr[4]));

/** `back`: from the cotangent of the result to those of arguments. `push`: from tangents of arguments to that of the result. */
export type Way = 'back' | 'push';

/** Names a derivative with respect to some of the arguments. */
export const derivativeKey = (kernel: string, way: Way, wrt: readonly number[]): string => `${kernel}|${way}|${wrt.join()}`;

export interface Derivative {
  /** Its function in the program. */
  readonly name: string;
  /** Operands of the call that its function takes after its parameters. */
  readonly needs: readonly number[];
  readonly kind: Kind;
}

export interface Kernels {
  readonly derivatives: Map<string, Derivative>;
  /** Functions that only derivatives call, and those of derivatives. */
  fns: readonly Fn[];
  /** Derivatives that a transform has missed. */
  readonly wanted: Set<string>;
  /** The classes of memory of the same structure, with cotangents or tangents in it. */
  readonly mirrors: Map<ClassId, ClassId>;
  /** The function of a derivative with those that it calls, ready to be put into a program. */
  program: (name: string) => Program;
  copies: number;
}

export const noKernels = (): Kernels => ({
  derivatives: new Map(),
  fns: [],
  wanted: new Set(),
  mirrors: new Map(),
  program: (name) => ({ fns: [{ name, body: { params: [], body: [], yields: [] } }] }),
  copies: 0,
});
