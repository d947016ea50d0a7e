export { cloneAll } from './clone.ts';
/**
 * What emitted code sees as `memory` (journal, save, putBack; a detached program gets a `Log` as its last parameter), and what
 * the edge of the library uses to make shadows, take seeds and give gradients.
 */
export { boundJournal, growJournal, giveJournal, setJournalLimit, takeJournal } from './journal.ts';
export { putBack, save } from './state.ts';
export { bars } from './entries.ts';
export { hooked } from './hooked.ts';
export { putState, takeState } from './snapshot.ts';
export { link, linksIn } from './links.ts';
export type { LoopPlan } from './loop-plan.ts';
export { adopt, blamedLoop, filled, record, SEGMENT } from './trace.ts';
export { Log } from './log.ts';
export { Graph, type Role, isProxy } from './graph.ts';
export { Shadows } from './shadow.ts';
export { Ends } from './seed.ts';
export { tangentsOf } from './tangents.ts';
export { zeros, zerosIn } from './zeros.ts';
export { Recent } from './recent.ts';
export { Refusal } from './refusal.ts';
