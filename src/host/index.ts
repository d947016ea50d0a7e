/** Chooses the surroundings of this process. */
import { type Environment, globalsOnly, useEnvironment } from '../syntax/environment.ts';
import { withRegistrations } from '../syntax/registration.ts';
import { limitStores } from '../dispatch/limit.ts';
import { nodeEnvironment } from './node.ts';

let chosen: Environment | null = null;

/** Opened by the first question, so that loading the package costs nothing. */
const whenAsked = (): Environment => {
  chosen ??= (typeof process === 'object' && typeof process.getBuiltinModule === 'function' ? nodeEnvironment() : null) ?? globalsOnly;
  return chosen;
};

const host: Environment = {
  captures: (fn, names) => (names.length === 0 ? new Map() : whenAsked().captures(fn, names)),
  values: (captures) => (captures.length === 0 ? [] : whenAsked().values(captures)),
  closure: (fn, names) => whenAsked().closure?.(fn, names) ?? null,
  locate: (fn) => whenAsked().locate(fn),
};

/** Half of what the engine lets the heap grow to; 1 GiB where it does not say. */
function storeLimit(): number {
  const builtin =
    typeof process === 'object' && typeof process.getBuiltinModule === 'function' ? process.getBuiltinModule('node:v8') : null;
  return builtin ? Math.floor(builtin.getHeapStatistics().heap_size_limit / 2) : 2 ** 30;
}

/** Makes this process the environment of the compiler. */
export function installHost(): void {
  useEnvironment(withRegistrations(host));
  limitStores(storeLimit);
}
