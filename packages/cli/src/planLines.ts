import type { Estimate, Plan } from '@exitbench/harness';
import { scaled } from '@exitbench/report';

import { columns, count, duration } from './formats.ts';
import type { Planned } from './planFor.ts';

/** What a run will do, in a few lines. */
export function summaryLines({ plan, engine, why, faster, note }: Planned): readonly string[] {
  const { benchmark, arms, cells, counts } = plan;
  const { phase, prepare, predict, analyse } = counts;
  const shared = phase.planned > phase.distinct ? ` (${phase.planned} asked for, those that cells share run once)` : '';
  return [
    `${benchmark.id}, profile ${benchmark.profile}: ${benchmark.question}`,
    ...(note === undefined ? [] : [note]),
    ...(benchmark.notice === null ? [] : [benchmark.notice]),
    `engine ${engine.engine}: ${why}`,
    ...(faster === undefined ? [] : [`faster: ${faster}`]),
    `${count(cells.length, 'cell')} of ${count(arms.length, 'arm')}: ${count(prepare.distinct, 'data set')}, ${count(phase.distinct, 'phase')}${shared}, ${count(predict.distinct, 'prediction')}, ${count(analyse.distinct, 'analysis', 'analyses')}`,
    ...(benchmark.namesEpochs ? [`training budgets: ${benchmark.epochs.join(', ')} epochs`] : []),
    ...tuningLines(plan),
  ];
}

/** The results that there will not be, with the sentence that says why: one line for all cells of a metric that have the same. */
export function withoutLines({ without, cells }: Pick<Plan, 'without' | 'cells'>): readonly string[] {
  const runnable = cells.filter((c) => c.excluded === null).length;
  const same = new Map<string, { readonly first: Plan['without'][number]; readonly times: number }>();
  for (const one of without) {
    const { first, times } = same.get(`${one.metric}\n${one.reason}`) ?? { first: one, times: 0 };
    same.set(`${one.metric}\n${one.reason}`, { first, times: times + 1 });
  }
  return [...same.values()].map(({ first, times }) => `not computed: ${first.metric} for ${times} of ${count(runnable, 'cell')}, such as ${first.cell}: ${first.reason}`);
}

/** The arms with their phases and what training costs. */
export function armLines({ arms }: Pick<Plan, 'arms'>): readonly string[] {
  const rows = arms.map((arm) => {
    if (arm.excluded !== null) return [arm.id, 'excluded', '', arm.excluded];
    const off = `${arm.deviation < 0 ? '−' : '+'}${Math.abs(100 * arm.deviation).toFixed(2)} %${arm.onBudget ? '' : ' !'}`;
    const role = arm.regime.role === 'control' ? ' (control)' : '';
    return [`${arm.id}${role}`, `${scaled(arm.macs)} MAC`, off, arm.phases.map((p) => `${p.name} ${p.steps} steps`).join(', ')];
  });
  return columns([['arm', 'training', 'off budget', 'phases'], ...rows]);
}

/** What cells ask for against what there is, what the store has, and what is left to run, by kind of node. */
export function nodeLines({ nodes, counts }: Pick<Plan, 'nodes' | 'counts'>, { toRun }: Pick<Estimate, 'toRun'>): readonly string[] {
  const left = (kind: string): number => toRun.filter((n) => n.kind === kind).length;
  const kinds = Object.entries(counts).filter(([, { planned }]) => planned > 0);
  const row = (name: string, asked: number, distinct: number, run: number): readonly string[] => [name, String(asked), String(distinct), String(distinct - run), String(run)];
  const all = row('all', kinds.reduce((sum, [, c]) => sum + c.planned, 0), nodes.length, toRun.length);
  return columns([['nodes', 'asked for', 'distinct', 'in the store', 'to run'], ...kinds.map(([kind, c]) => row(kind, c.planned, c.distinct, left(kind))), all]);
}

/** `12.3 G multiply-accumulates, about 3 min 2 s in 2 processes, by …`; `nothing to compute`. */
export function workLine({ toRun, macs, seconds, basis }: Pick<Estimate, 'toRun' | 'macs' | 'seconds' | 'basis'>, workers: number): string {
  if (toRun.length === 0) return 'nothing to compute';
  const time = seconds === null ? 'nothing is known of the time that it takes' : `about ${duration(seconds)} in ${workers === 1 ? '1 process' : `${workers} processes`}${BASIS[basis]}`;
  return `${scaled(macs)} multiply-accumulates, ${time}`;
}

// ---------------------------------------------------------------------------------------------------------------------

const BASIS: { readonly [basis in Estimate['basis']]: string } = {
  stored: ', by what its stored results took', measured: ', by what earlier runs took on this machine', usual: ', by a machine of the usual kind',
};

/** What choosing learning rates takes; nothing where none is chosen. */
function tuningLines({ nodes }: Pick<Plan, 'nodes'>): readonly string[] {
  const selects = nodes.flatMap(({ task }) => (task.kind === 'select' ? [task] : []));
  const [first] = selects;
  if (first === undefined) return [];
  const trials = new Set(selects.flatMap((s) => s.trials.map((t) => t.phase))).size;
  return [`learning rates: ${count(selects.length, 'choice')} among ${first.trials.map((t) => t.rate).join(', ')}, by ${count(trials, 'trial')} on the first seed`];
}
