import type { Plan } from '@exitbench/harness';
import { scaled } from '@exitbench/report';

import { columns, count } from './formats.ts';
import type { Planned } from './planFor.ts';

/** What a run will do, in a few lines. */
export function summaryLines({ plan, engine, why, note }: Planned): readonly string[] {
  const { benchmark, arms, cells, counts } = plan;
  const { phase, prepare, predict, analyse } = counts;
  const shared = phase.planned > phase.distinct ? ` (${phase.planned} asked for, those that cells share run once)` : '';
  return [
    `${benchmark.id}, profile ${benchmark.profile}: ${benchmark.question}`,
    ...(note === undefined ? [] : [note]),
    ...(benchmark.notice === null ? [] : [benchmark.notice]),
    `engine ${engine.engine}: ${why}`,
    `${count(cells.length, 'cell')} of ${count(arms.length, 'arm')}: ${count(prepare.distinct, 'data set')}, ${count(phase.distinct, 'phase')}${shared}, ${count(predict.distinct, 'prediction')}, ${analyse.distinct} analyses`,
  ];
}

/** The arms with their phases and what training costs. */
export function armLines({ arms }: Plan): readonly string[] {
  const rows = arms.map((arm) => {
    if (arm.excluded !== null) return [arm.id, 'excluded', '', arm.excluded];
    const off = `${arm.deviation < 0 ? '−' : '+'}${Math.abs(100 * arm.deviation).toFixed(2)} %${arm.onBudget ? '' : ' !'}`;
    const role = arm.regime.role === 'control' ? ' (control)' : '';
    return [`${arm.id}${role}`, `${scaled(arm.macs)} MAC`, off, arm.phases.map((p) => `${p.name} ${p.steps} steps`).join(', ')];
  });
  return columns([['arm', 'training', 'off budget', 'phases'], ...rows]);
}
