/** How badly a small recurrent network foretells the next letter of a text, letters being given by their bits. */

export interface Weights {
  /** Layer after layer: weights of the gates forget, in, out and change, then their biases, `width` numbers each. */
  main: Float64Array;
  /** Weights of the input, weights of the output, biases of the output. */
  extra: Float64Array;
}

export interface Text {
  layers: number;
  width: number;
  /** Layer after layer: hidden values, cells. */
  state: Float64Array;
  /** Letter after letter, `width` bits each. */
  letters: Float64Array;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** One letter through all layers. `signal` goes in and comes out; the state is overwritten. */
function advance(main: Float64Array, state: Float64Array, signal: Float64Array): void {
  const width = signal.length;
  for (let layer = 0; 2 * layer * width < state.length; layer++) {
    const hidden = state.subarray(2 * layer * width, (2 * layer + 1) * width);
    const cell = state.subarray((2 * layer + 1) * width, (2 * layer + 2) * width);
    const w = 8 * layer * width;
    for (let i = 0; i < width; i++) {
      const [f, g, o, c] = [w + i, w + width + i, w + 2 * width + i, w + 3 * width + i];
      const forget = sigmoid(signal[i]! * main[f]! + main[f + 4 * width]!);
      const ingate = sigmoid(hidden[i]! * main[g]! + main[g + 4 * width]!);
      const outgate = sigmoid(signal[i]! * main[o]! + main[o + 4 * width]!);
      const change = Math.tanh(hidden[i]! * main[c]! + main[c + 4 * width]!);
      cell[i] = cell[i]! * forget + ingate * change;
      hidden[i] = outgate * Math.tanh(cell[i]!);
      signal[i] = hidden[i]!;
    }
  }
}

export function loss({ main, extra }: Weights, { width, state: initial, letters }: Text): number {
  const state = initial.slice();
  const signal = new Float64Array(width);
  let total = 0;
  let count = 0;
  for (let at = 0; at + width < letters.length; at += width) {
    for (let i = 0; i < width; i++) signal[i] = letters[at + i]! * extra[i]!;
    advance(main, state, signal);
    let sum = 2;
    for (let i = 0; i < width; i++) {
      signal[i] = signal[i]! * extra[width + i]! + extra[2 * width + i]!;
      sum += Math.exp(signal[i]!);
    }
    const norm = Math.log(sum);
    for (let i = 0; i < width; i++) total += letters[at + width + i]! * (signal[i]! - norm);
    count += width;
  }
  return -total / count;
}
