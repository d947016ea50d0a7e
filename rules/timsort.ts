/**
 * The two sorts of V8, question by question, so that comparison functions are called as the engine calls them: with the same
 * pairs, in the same order, as often. Equal elements keep their order whatever the sort.
 */
import type { Question } from './order.ts';

interface Run {
  base: number;
  length: number;
}

/** `Array.prototype.sort`: binary insertion into runs that are found, and merges of runs that gallop. */
export const timsort = (work: Int32Array): Question => new TimSort(work).run();

/** `TypedArray.prototype.sort`: a merge sort from the top. */
export function* mergesort(order: Int32Array): Question {
  const n = order.length;
  if (n < 2) return;
  yield* merged(order.slice(), order, 0, n, n);
}

function* merged(source: Int32Array, target: Int32Array, from: number, to: number, n: number): Question {
  const middle = from + ((to - from) >> 1);
  if (middle - from > 1) yield* merged(target, source, from, middle, n);
  if (to - middle > 1) yield* merged(target, source, middle, to, n);
  let left = from,
    right = middle;
  for (let at = from; at < to; at++) {
    const first = left < middle && (right >= to || (yield source[left]! * n + source[right]!) <= 0);
    target[at] = first ? source[left++]! : source[right++]!;
  }
}

const MIN_GALLOP = 7;

class TimSort {
  readonly #work: Int32Array;
  readonly #n: number;
  readonly #runs: Run[] = [];
  #minGallop = MIN_GALLOP;

  constructor(work: Int32Array) {
    this.#work = work;
    this.#n = work.length;
  }

  *run(): Question {
    if (this.#n < 2) return;
    let least = this.#n,
      odd = 0;
    for (; least >= 64; least >>= 1) odd |= least & 1;
    least += odd;
    for (let low = 0, left = this.#n; left > 0;) {
      let length = yield* this.#countRun(low, low + left);
      if (length < least) {
        const forced = Math.min(least, left);
        yield* this.#insert(low, low + length, low + forced);
        length = forced;
      }
      this.#runs.push({ base: low, length });
      yield* this.#collapse();
      low += length;
      left -= length;
    }
    for (const runs = this.#runs; runs.length > 1;) {
      let n = runs.length - 2;
      if (n > 0 && runs[n - 1]!.length < runs[n + 1]!.length) n--;
      yield* this.#mergeAt(n);
    }
  }

  *#countRun(from: number, high: number): Generator<number, number, number> {
    const work = this.#work,
      n = this.#n;
    if (from + 1 === high) return 1;
    let length = 2;
    const descending = (yield work[from + 1]! * n + work[from]!) < 0;
    for (let i = from + 2; i < high; i++, length++) {
      const order = yield work[i]! * n + work[i - 1]!;
      if (descending ? order >= 0 : order < 0) break;
    }
    if (descending) work.subarray(from, from + length).reverse();
    return length;
  }

  *#insert(low: number, from: number, high: number): Question {
    const work = this.#work,
      n = this.#n;
    for (let start = low === from ? from + 1 : from; start < high; start++) {
      let left = low,
        right = start;
      const pivot = work[start]!;
      while (left < right) {
        const middle = left + ((right - left) >> 1);
        if ((yield pivot * n + work[middle]!) < 0) right = middle;
        else left = middle + 1;
      }
      work.copyWithin(left + 1, left, start);
      work[left] = pivot;
    }
  }

  *#collapse(): Question {
    const runs = this.#runs;
    const established = (n: number): boolean => n < 2 || runs[n - 2]!.length > runs[n - 1]!.length + runs[n]!.length;
    while (runs.length > 1) {
      let n = runs.length - 2;
      if (!established(n + 1) || !established(n)) {
        if (runs[n - 1]!.length < runs[n + 1]!.length) n--;
      } else if (runs[n]!.length > runs[n + 1]!.length) return;
      yield* this.#mergeAt(n);
    }
  }

  *#mergeAt(i: number): Question {
    const work = this.#work,
      [a, b] = [this.#runs[i]!, this.#runs[i + 1]!];
    this.#runs.splice(i, 2, { base: a.base, length: a.length + b.length });
    const k = yield* this.#gallopRight(work, work[b.base]!, a.base, a.length, 0);
    const base = a.base + k,
      length = a.length - k;
    if (length === 0) return;
    const other = yield* this.#gallopLeft(work, work[base + length - 1]!, b.base, b.length, b.length - 1);
    if (other === 0) return;
    if (length <= other) yield* this.#mergeLow(base, length, b.base, other);
    else yield* this.#mergeHigh(base, length, b.base, other);
  }

  /** The first place before which everything is less than the key, looked for around `hint`. */
  *#gallopLeft(a: Int32Array, key: number, base: number, length: number, hint: number): Generator<number, number, number> {
    const n = this.#n;
    let last = 0,
      offset = 1;
    if ((yield a[base + hint]! * n + key) < 0) {
      const most = length - hint;
      while (offset < most && (yield a[base + hint + offset]! * n + key) < 0) [last, offset] = [offset, 2 * offset + 1];
      [last, offset] = [last + hint, Math.min(offset, most) + hint];
    } else {
      const most = hint + 1;
      while (offset < most && !((yield a[base + hint - offset]! * n + key) < 0)) [last, offset] = [offset, 2 * offset + 1];
      [last, offset] = [hint - Math.min(offset, most), hint - last];
    }
    for (last++; last < offset;) {
      const middle = last + ((offset - last) >> 1);
      if ((yield a[base + middle]! * n + key) < 0) last = middle + 1;
      else offset = middle;
    }
    return offset;
  }

  /** The first place behind which everything is greater than the key. */
  *#gallopRight(a: Int32Array, key: number, base: number, length: number, hint: number): Generator<number, number, number> {
    const n = this.#n;
    let last = 0,
      offset = 1;
    if ((yield key * n + a[base + hint]!) < 0) {
      const most = hint + 1;
      while (offset < most && (yield key * n + a[base + hint - offset]!) < 0) [last, offset] = [offset, 2 * offset + 1];
      [last, offset] = [hint - Math.min(offset, most), hint - last];
    } else {
      const most = length - hint;
      while (offset < most && !((yield key * n + a[base + hint + offset]!) < 0)) [last, offset] = [offset, 2 * offset + 1];
      [last, offset] = [last + hint, Math.min(offset, most) + hint];
    }
    for (last++; last < offset;) {
      const middle = last + ((offset - last) >> 1);
      if ((yield key * n + a[base + middle]!) < 0) offset = middle;
      else last = middle + 1;
    }
    return offset;
  }

  /** Merges from the left; the left run is the shorter one. */
  *#mergeLow(base: number, length: number, baseB: number, other: number): Question {
    const work = this.#work,
      n = this.#n,
      temp = work.slice(base, base + length);
    let dest = base,
      at = 0,
      cursor = baseB,
      a = length,
      b = other;
    const finish = (): void => {
      if (a === 1 && b > 0) {
        work.copyWithin(dest, cursor, cursor + b);
        work[dest + b] = temp[at]!;
      } else work.set(temp.subarray(at, at + a), dest);
    };
    work[dest++] = work[cursor++]!;
    b--;
    for (let min = this.#minGallop; b > 0 && a > 1;) {
      let winsA = 0,
        winsB = 0;
      do {
        if ((yield work[cursor]! * n + temp[at]!) < 0) {
          work[dest++] = work[cursor++]!;
          [winsA, winsB] = [0, winsB + 1];
          if (--b === 0) return finish();
        } else {
          work[dest++] = temp[at++]!;
          [winsA, winsB] = [winsA + 1, 0];
          if (--a === 1) return finish();
        }
      } while (winsA < min && winsB < min);
      min++;
      do {
        this.#minGallop = min = Math.max(1, min - 1);
        winsA = yield* this.#gallopRight(temp, work[cursor]!, at, a, 0);
        work.set(temp.subarray(at, at + winsA), dest);
        dest += winsA;
        at += winsA;
        a -= winsA;
        if (winsA > 0 && a <= 1) return finish();
        work[dest++] = work[cursor++]!;
        if (--b === 0) return finish();
        winsB = yield* this.#gallopLeft(work, temp[at]!, cursor, b, 0);
        work.copyWithin(dest, cursor, cursor + winsB);
        dest += winsB;
        cursor += winsB;
        b -= winsB;
        if (winsB > 0 && b === 0) return finish();
        work[dest++] = temp[at++]!;
        if (--a === 1) return finish();
      } while (winsA >= MIN_GALLOP || winsB >= MIN_GALLOP);
      this.#minGallop = ++min;
    }
    finish();
  }

  /** Merges from the right; the right run is the shorter one. */
  *#mergeHigh(base: number, length: number, baseB: number, other: number): Question {
    const work = this.#work,
      n = this.#n,
      temp = work.slice(baseB, baseB + other);
    let dest = baseB + other - 1,
      at = other - 1,
      cursor = base + length - 1,
      a = length,
      b = other;
    const finish = (): void => {
      if (b === 1 && a > 0) {
        work.copyWithin(dest - a + 1, cursor - a + 1, cursor + 1);
        work[dest - a] = temp[at]!;
      } else work.set(temp.subarray(0, b), dest - b + 1);
    };
    work[dest--] = work[cursor--]!;
    a--;
    for (let min = this.#minGallop; a > 0 && b > 1;) {
      let winsA = 0,
        winsB = 0;
      do {
        if ((yield temp[at]! * n + work[cursor]!) < 0) {
          work[dest--] = work[cursor--]!;
          [winsA, winsB] = [winsA + 1, 0];
          if (--a === 0) return finish();
        } else {
          work[dest--] = temp[at--]!;
          [winsA, winsB] = [0, winsB + 1];
          if (--b === 1) return finish();
        }
      } while (winsA < min && winsB < min);
      min++;
      do {
        this.#minGallop = min = Math.max(1, min - 1);
        winsA = a - (yield* this.#gallopRight(work, temp[at]!, base, a, a - 1));
        dest -= winsA;
        cursor -= winsA;
        work.copyWithin(dest + 1, cursor + 1, cursor + 1 + winsA);
        a -= winsA;
        if (winsA > 0 && a === 0) return finish();
        work[dest--] = temp[at--]!;
        if (--b === 1) return finish();
        winsB = b - (yield* this.#gallopLeft(temp, work[cursor]!, 0, b, b - 1));
        dest -= winsB;
        at -= winsB;
        work.set(temp.subarray(at + 1, at + 1 + winsB), dest + 1);
        b -= winsB;
        if (winsB > 0 && b <= 1) return finish();
        work[dest--] = work[cursor--]!;
        if (--a === 0) return finish();
      } while (winsA >= MIN_GALLOP || winsB >= MIN_GALLOP);
      this.#minGallop = ++min;
    }
    finish();
  }
}
