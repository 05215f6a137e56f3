// @ts-check
/** Follows the logs of runs that were killed one after the other, and checks where phases went on. */

/**
 * @typedef {{ readonly label: string, checkpoint: number, last: number }} Known checkpoint and last step that were told
 * @typedef {{ readonly label: string, readonly from: number, readonly checkpoint: number, readonly last: number }} Resumed
 */

/** @returns {{ note: (event: import('./program.mjs').LoggedEvent) => void, nextRun: () => void, inPhase: () => readonly string[], readonly resumed: Resumed[], readonly wrong: string[] }} */
export function resumeCheck() {
  /** @type {Map<string, Known>} */
  const known = new Map();
  /** Phases that run now, and whether their first news has been heard. @type {Map<string, boolean>} */
  const running = new Map();
  /** @type {Resumed[]} */
  const resumed = [];
  /** @type {string[]} */
  const wrong = [];

  /** @param {string} key @param {string} label */
  function knownOf(key, label) {
    const facts = known.get(key) ?? { label, checkpoint: 0, last: 0 };
    known.set(key, facts);
    return facts;
  }

  return {
    resumed, wrong,
    note({ kind, node, step = 0, progress }) {
      if (node?.kind !== 'phase') return;
      const facts = knownOf(node.key, node.label);
      if (kind === 'node-started') running.set(node.key, false);
      if (kind === 'node-resumed') {
        const { checkpoint, last, label } = facts;
        resumed.push({ label, from: step, checkpoint, last });
        // One more checkpoint may have been kept than could still be told; no step after the last one that was told can be in it.
        if (!(step > 0 && step >= checkpoint && step <= last)) wrong.push(`${label}: went on after step ${step}; checkpoint ${checkpoint}, last step ${last}`);
        facts.checkpoint = step;
        running.set(node.key, true);
      }
      if (kind === 'node-progress' || kind === 'node-checkpoint' || kind === 'node-done') {
        if (running.get(node.key) === false && facts.checkpoint > 0) wrong.push(`${facts.label}: began anew, though it had a checkpoint at step ${facts.checkpoint}`);
        running.set(node.key, true);
      }
      if (kind === 'node-progress') facts.last = Math.max(facts.last, progress?.step ?? 0);
      if (kind === 'node-checkpoint') Object.assign(facts, { checkpoint: step, last: Math.max(facts.last, step) });
      if (kind === 'node-done' || kind === 'node-ended') {
        running.delete(node.key);
        known.delete(node.key);
      }
    },
    nextRun: () => running.clear(),
    /** Labels of the phases that run and are past a checkpoint of theirs. */
    inPhase: () => [...running.keys()].flatMap((key) => ((known.get(key)?.checkpoint ?? 0) > 0 && running.get(key) === true ? [known.get(key)?.label ?? ''] : [])),
  };
}
