/** What `__sortOrder` runs: the order in which a sort without a comparison function puts elements. */

/** Arrays compare as text with undefined last, typed arrays as numbers with -0 before 0 and NaN last; equal ones keep their order. */
export function sortOrder(a: ArrayLike<unknown>): Int32Array {
  const indices: number[] = [];
  if (ArrayBuffer.isView(a)) {
    for (let i = 0; i < a.length; i++) indices.push(i);
    const values = a as unknown as ArrayLike<number>;
    return Int32Array.from(indices.sort((i, j) => compareNumbers(values[i]!, values[j]!)));
  }
  const texts: string[] = [];
  const last: number[] = [];
  for (let i = 0; i < a.length; i++) {
    if (!(i in a)) continue;
    const value = a[i];
    if (value === undefined) last.push(i);
    else {
      indices.push(i);
      texts[i] = String(value);
    }
  }
  indices.sort((i, j) => (texts[i]! < texts[j]! ? -1 : texts[i]! > texts[j]! ? 1 : 0));
  return Int32Array.from([...indices, ...last]);
}

function compareNumbers(x: number, y: number): number {
  if (x < y) return -1;
  if (x > y) return 1;
  if (x === 0 && y === 0) return 1 / x < 1 / y ? -1 : 1 / x > 1 / y ? 1 : 0;
  return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
}
