import type { ArmRecord } from '@exitbench/records';

import type { Run } from '../aggregate/readRun.ts';
import type { TableView } from '../view.ts';
import { armLabel } from './armTable.ts';
import { shellLine } from './shellLine.ts';

/** The command that gives the numbers of each arm again, as it is typed into a POSIX shell. */
export function reproduceTable({ plan, environments }: Run): TableView {
  const engines = new Set(environments.map((e) => e.engine.engine));
  const engine = engines.size === 1 ? ['--engine', ...engines] : [];
  const arms = plan.arms.filter((a) => a.excluded === null);
  const command = (arm: ArmRecord): string => {
    const [dataset, architecture, regime] = selectorsOf(arm);
    return shellLine(['exitbench', 'run', plan.benchmark, '--profile', plan.profile, ...engine, '--dataset', dataset, '--architecture', architecture, '--regime', regime]);
  };
  const severalExits = new Set(arms.map((a) => JSON.stringify(a.exits))).size > 1;
  return {
    caption: 'The same again',
    columns: ['arm', 'regime', 'command'].map((label) => ({ label, numeric: false })),
    rows: arms.map((arm) => [{ kind: 'text', text: arm.id }, { kind: 'text', text: armLabel(arm) }, { kind: 'code', text: command(arm) }]),
    of: arms.map((arm) => ({ regime: arm.regime.label, role: arm.role, seed: null })),
    notes: [
      'For one seed add --seed and its number. What is stored is not computed again; with --cache refresh everything is.',
      'A benchmark that does not come with the program is named by its file: --benchmark FILE.',
      ...(severalExits ? ['Exits cannot be chosen: a command runs its arm with all sets of exits of the benchmark.'] : []),
    ],
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** An arm's id is made of what selects it: `mnist:official/convnet/dense-pooled/mixed(share=0.25)`. A slash may stand in parentheses. */
function selectorsOf({ id, dataset, architecture, regime }: ArmRecord): readonly [string, string, string] {
  const parts = id.split(/\/(?![^(]*\))/);
  const [d, a, , r] = parts;
  return parts.length === 4 && d !== undefined && a !== undefined && r !== undefined ? [d, a, r] : [dataset.id, architecture.id, regime.id];
}
