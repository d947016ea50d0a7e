/** Processes that judge programs; one that hangs or dies is a crash of its program, and is replaced. */
import { fork, type ChildProcess } from 'node:child_process';
import type { Judged } from './report.ts';
import type { Task } from './worker.ts';

/** Milliseconds for one program, and for cutting one down. */
const LIMIT = 60_000;
const LONG = 120_000;

export interface Ask {
  (task: Task): Promise<Judged>;
  close(): void;
}

export function pool(file: string, size: number): Ask {
  const idle: ChildProcess[] = [];
  const waiting: ((worker: ChildProcess) => void)[] = [];
  const all = new Set<ChildProcess>();
  const give = (worker: ChildProcess): void => {
    const next = waiting.shift();
    if (next) next(worker);
    else idle.push(worker);
  };
  const begin = (): void => {
    const worker = fork(file, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    all.add(worker);
    give(worker);
  };
  const end = (worker: ChildProcess): void => {
    all.delete(worker);
    worker.kill('SIGKILL');
  };
  for (let i = 0; i < size; i++) begin();

  const ask = async (task: Task): Promise<Judged> => {
    const worker = idle.pop() ?? (await new Promise<ChildProcess>((resolve) => waiting.push(resolve)));
    return new Promise((resolve) => {
      const lost = (why: string): void => {
        over();
        end(worker);
        begin();
        resolve({ seed: task.seed, kind: 'crash', why, features: [], whole: '' });
      };
      const answered = (judged: unknown): void => {
        over();
        give(worker);
        resolve(judged as Judged);
      };
      const died = (): void => lost('the process died');
      const limit = task.shrink ? LONG : LIMIT;
      const clock = setTimeout(() => lost(`no answer in ${limit / 1000} s`), limit);
      const over = (): void => {
        clearTimeout(clock);
        worker.off('message', answered).off('exit', died);
      };
      worker.on('message', answered).on('exit', died);
      worker.send(task);
    });
  };
  return Object.assign(ask, { close: () => all.forEach(end) });
}
