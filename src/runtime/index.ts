/** What emitted code sees as `runtime`. */
export { isStoreFull, ledger, setLimit, within } from './pool.ts';
export { givePath, giveRefs, giveTape, growPath, growRefs, growTape, takePath, takeRefs, takeTape } from './tape.ts';
export { caught, foreseen, keys, rules, symbols } from './words.ts';
export { type Derivative, type Verb, verb, verbOf } from './verbs.ts';
export { Check, check, checkedSweeps } from './check.ts';
export { hooked } from './hooks.ts';
export { math, replacedIntrinsic } from './intrinsics.ts';
export { Replay, replayed } from './replay.ts';
export { asking, drawn, draws, told } from './draws.ts';
export { watch, watching, type Warned } from './watch.ts';
