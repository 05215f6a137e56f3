// @ts-check

/**
 * Nx turns every failure into 1, so a run leaves its own exit code in the file that `EXITBENCH_EXIT_FILE` names, and on a second line the report's path.
 * @param {string | undefined} text of that file; undefined where the run never got to write it
 * @param {number} viaNx the exit code that came through Nx
 * @returns {{ code: number, report: string | undefined }}
 */
export function benchOutcome(text, viaNx) {
  const [code = '', report = ''] = (text ?? '').split('\n');
  // A run that said 0 and then failed has failed.
  return { code: /^[1-9]\d*$/.test(code.trim()) ? Number(code) : viaNx, report: report.trim() || undefined };
}
