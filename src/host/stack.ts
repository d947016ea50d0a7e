/** The functions that are running now, by where in which script they stand. */

export interface Running {
  readonly url: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
}

/** All frames of this moment; null where the engine does not tell. */
export function runningNow(): readonly Running[] | null {
  const limit = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit');
  const prepare = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  let frames: Running[] | null = null;
  try {
    Object.defineProperty(Error, 'stackTraceLimit', { value: Infinity, writable: true, configurable: true });
    Object.defineProperty(Error, 'prepareStackTrace', {
      value: (_: unknown, sites: readonly NodeJS.CallSite[]) => {
        frames = sites.flatMap(frameOf);
        return '';
      },
      writable: true,
      configurable: true,
    });
    void new Error().stack;
  } catch {
    return null;
  } finally {
    restore('stackTraceLimit', limit);
    restore('prepareStackTrace', prepare);
  }
  return frames;
}

function frameOf(site: NodeJS.CallSite): Running[] {
  const url = site.getFileName();
  const [line, column] = [site.getLineNumber(), site.getColumnNumber()];
  return url && line !== null && column !== null ? [{ url: addressOf(url), line, column }] : [];
}

function restore(name: string, was: PropertyDescriptor | undefined): void {
  if (was) Object.defineProperty(Error, name, was);
  else Reflect.deleteProperty(Error, name);
}

/** One spelling for what the engine calls a path in one place and an address in another. */
export function addressOf(url: string): string {
  if (!url.startsWith('file:')) return url;
  try {
    const { pathname, search } = new URL(url);
    return decodeURIComponent(pathname) + search;
  } catch {
    return url;
  }
}
