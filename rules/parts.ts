/** `new Float64Array(buffer, offset, length)`. */
import { type Rule, model } from './vocabulary.ts';

/** A view of a part of a buffer, `whole` being one of all of it, in elements of `size` bytes. */
export const partOf = model('new TypedArray(buffer, ...)', Float64Array as unknown as () => void, (whole, name, size, bytes, offset, length) => {
  const from = offset === undefined ? 0 : Math.trunc(offset) || 0;
  if (from < 0) throw new RangeError('Start offset ' + from + ' is outside the bounds of the buffer');
  if (from % size !== 0) throw new RangeError('start offset of ' + name + ' should be a multiple of ' + size);
  if (length === undefined) {
    if (bytes % size !== 0) throw new RangeError('byte length of ' + name + ' should be a multiple of ' + size);
    if (from > bytes) throw new RangeError('Start offset ' + from + ' is outside the bounds of the buffer');
    return __view(whole, from / size, bytes / size);
  }
  const n = Math.trunc(length) || 0;
  if (n < 0 || from + n * size > bytes) throw new RangeError('Invalid typed array length: ' + n);
  return __view(whole, from / size, from / size + n);
}) as Rule & { is: 'model' };
