/**
 * Solves A x = b for a symmetric positive definite A, by Cholesky's factors A = L Lᵀ.
 *
 * @param matrix n × n; only its lower triangle is read
 * @returns a function of b
 */
export function solver(matrix: Float64Array, n: number): (b: Float64Array) => Float64Array {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (lower[i * n + k] as number) * (lower[j * n + k] as number);
      lower[i * n + j] = i === j ? Math.sqrt(sum) : sum / (lower[j * n + j] as number);
    }
  }
  return (b) => {
    const x = b.slice();
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < i; k++) x[i] = (x[i] as number) - (lower[i * n + k] as number) * (x[k] as number);
      x[i] = (x[i] as number) / (lower[i * n + i] as number);
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let k = i + 1; k < n; k++) x[i] = (x[i] as number) - (lower[k * n + i] as number) * (x[k] as number);
      x[i] = (x[i] as number) / (lower[i * n + i] as number);
    }
    return x;
  };
}
