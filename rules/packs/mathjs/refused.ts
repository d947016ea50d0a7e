/** What has no rule, and why: by the reason, the names of math.js. */
const REASONS: Readonly<Record<string, string>> = {
  'it is for whole numbers':
    'bellNumbers bernoulli bitAnd bitNot bitOr bitXor catalan combinations combinationsWithRep composition gcd invmod lcm leftShift multinomial ' +
    'permutations rightArithShift rightLogShift stirlingS2 xgcd',
  'it leads away from real numbers': 'bigint bignumber boolean complex createUnit den fraction num numeric sparse splitUnit to toBest unit',
  'a derivative does not go through text': 'bin compareNatural compareText equalText format hex oct print string',
  'what is told as text or as a tree is not followed; write it in JavaScript':
    'chain compile derivative evaluate help leafCount parse parser rationalize resolve simplify simplifyConstant simplifyCore symbolicEqual',
  'its result may be complex': 'eigs fft freqz ifft nthRoots polynomialRoot schur zpk2tf',
  'sets of numbers jump where two become the same':
    'mode setCartesian setDifference setDistinct setIntersect setIsSubset setMultiplicity setPowerset setSize setSymDifference setUnion',
  'factors of a matrix have no rule here; use `lusolve`, `inv` or `det`': 'lsolveAll lup qr slu usolveAll',
  'it has no rule here; write the loop, or use `map`': 'apply mapSlices matrixFromFunction solveODE',
  'it has no rule here; take the parts with `get`, `row`, `column` or by JavaScript':
    'deepEqual index matrixFromColumns matrixFromRows nullish partitionSelect pickRandom range resize rotate squeeze subset',
  'it has no rule here': 'intersect rotationMatrix zeta',
};

/** The reason, by name. */
export const REFUSED: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(REASONS).flatMap(([reason, names]) => names.split(' ').map((name) => [name, reason])),
);
