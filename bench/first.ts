/** In a process of its own: prints the milliseconds from importing the library to the first gradient of a workload. */
import { workloads } from './workloads/index.ts';

const { f, args, wrt } = workloads.find(({ name }) => name === process.argv[2])!;
const begun = performance.now();
const { valueAndGrad } = await import('../src/index.ts');
(valueAndGrad as any)(f, { wrt })(...args);
console.log(performance.now() - begun);
