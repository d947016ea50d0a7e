/** Only Node can tell a Proxy from what it stands for; elsewhere none is found. Asking it anything else would run its traps. */
type Util = { readonly types: { isProxy(value: unknown): boolean } };
type Host = { readonly process?: { getBuiltinModule?(name: string): Util | undefined } };

const util = (globalThis as Host).process?.getBuiltinModule?.('node:util');

export const isProxy = (value: unknown): boolean => util?.types.isProxy(value) ?? false;
