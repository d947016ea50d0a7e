/** Derivatives of the logarithm of the gamma function, which derivatives of special functions are made of. */

/** Bernoulli numbers B₂, B₄, … */
const BERNOULLI = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330];
/** From here on the asymptotic series has full precision for low orders. */
const FAR = 18;
/** Steps of the recurrence that are taken at most. */
const MOST = 1e6;

/** The derivative of order n + 1 of ln Γ; order 0 is the digamma function. NaN at poles. */
export function polygamma(n: number, x: number): number {
  if (!(x > -MOST) || n < 0 || (x <= 0 && Number.isInteger(x))) return NaN;
  if (x === Infinity) return n === 0 ? Infinity : 0;
  if (x < 0 && n < 2) {
    const t = Math.tan(Math.PI * (x - Math.floor(x))),
      s = Math.sin(Math.PI * (x - Math.floor(x)));
    return n === 0 ? polygamma(0, 1 - x) - Math.PI / t : (Math.PI / s) ** 2 - polygamma(1, 1 - x);
  }
  const from = Math.max(FAR, 2 * n);
  const sign = n % 2 === 0 ? -1 : 1;
  let factorial = 1,
    sum = 0,
    z = x;
  for (let k = 2; k <= n; k++) factorial *= k;
  for (; z < from; z++) sum += 1 / z ** (n + 1);
  if (n === 0) return asymptotic0(z) - sum;
  sum = factorial * sum + (factorial / n) / z ** n + factorial / (2 * z ** (n + 1));
  // (2k + n - 1)! / (2k)!
  let ratio = factorial / n;
  BERNOULLI.forEach((b, i) => {
    const k = 2 * i + 2;
    ratio *= ((k + n - 2) * (k + n - 1)) / ((k - 1) * k);
    sum += (b * ratio) / z ** (k + n);
  });
  return sign * sum;
}

function asymptotic0(z: number): number {
  let sum = Math.log(z) - 1 / (2 * z);
  BERNOULLI.forEach((b, i) => {
    const k = 2 * i + 2;
    sum -= b / (k * z ** k);
  });
  return sum;
}
