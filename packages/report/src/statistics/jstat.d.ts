/** The part of jstat that is used. It ships no types. */
declare module 'jstat' {
  interface StudentT {
    inv(probability: number, degreesOfFreedom: number): number;
    cdf(t: number, degreesOfFreedom: number): number;
  }
  const jstat: { readonly studentt: StudentT };
  export default jstat;
}
