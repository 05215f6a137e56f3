/**
 * base to the power of a whole number by repeated squaring: multiplications only, so the same bits everywhere, which
 * `Math.pow` does not promise.
 */
export function integerPower(base: number, exponent: number): number {
  let result = 1;
  for (let square = base, left = exponent; left > 0; left = Math.floor(left / 2), square *= square) {
    if (left % 2 === 1) result *= square;
  }
  return result;
}
