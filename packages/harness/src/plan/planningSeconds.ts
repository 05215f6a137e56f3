/** Seconds that one call of a plugin may take while planning: descriptions are computed in milliseconds. */
const SECONDS = 30;

/** Environment variable that replaces them. */
export const PLANNING_VARIABLE = 'EXITBENCH_PLANNING_SECONDS';

/** Seconds that one call of a plugin may take while planning. */
export function planningSeconds(): number {
  const given = Number(process.env[PLANNING_VARIABLE]);
  return given > 0 && Number.isFinite(given) ? given : SECONDS;
}
