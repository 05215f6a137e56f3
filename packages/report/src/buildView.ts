import { seedLabel } from '@exitbench/core';
import type { ArmRecord, RunRecord } from '@exitbench/records';

import { answersOf } from './aggregate/answers.ts';
import { BUDGET_METRIC, budgetRow } from './aggregate/budgetRows.ts';
import { datasetLabel } from './aggregate/datasetLabel.ts';
import { type RecordFilter, filterRecords, wordsOf } from './aggregate/filterRecords.ts';
import { groupsOf } from './aggregate/groups.ts';
import { type Run, readRun } from './aggregate/readRun.ts';
import { shownOf } from './aggregate/shown.ts';
import { tellApart } from './aggregate/tellApart.ts';
import { secondsByKind, trainingCosts } from './aggregate/trainingCost.ts';
import { tuningCost } from './aggregate/tuning.ts';
import { warningsOf } from './aggregate/warnings.ts';
import { judgeHypotheses } from './hypotheses/judgeHypotheses.ts';
import { curveFigure } from './plots/curveFigure.ts';
import { depthFigure } from './plots/depthFigure.ts';
import { stackFigure } from './plots/stackFigure.ts';
import { surfaceFigure } from './plots/surfaceFigure.ts';
import { trainingFigures } from './plots/trainingFigures.ts';
import { amountText } from './render/numbers.ts';
import { LEVEL } from './statistics/intervals.ts';
import { budgetGains } from './tables/budgetGains.ts';
import { budgetLevels } from './tables/budgetLevels.ts';
import { costTable } from './tables/costTable.ts';
import { coverageTable } from './tables/coverageTable.ts';
import { depthTable } from './tables/depthTable.ts';
import { environmentTable } from './tables/environmentTable.ts';
import { incompleteTable } from './tables/incompleteTable.ts';
import { metricTable } from './tables/metricTable.ts';
import { rateTable } from './tables/rateTable.ts';
import { reproduceTable } from './tables/reproduceTable.ts';
import { sourceTable } from './tables/sourceTable.ts';
import type { FigureView, ReportView, Warning } from './view.ts';

/**
 * What a report says, as a pure function of records: no store, no plugin, no clock.
 * @param only a part of them
 * @throws ExitbenchError `bad-record` without one header, for lines of another plan and for a result that cannot be read; `unknown-name`
 *   and `nothing-selected` for filters
 */
export function buildView(records: readonly RunRecord[], only: RecordFilter = {}): ReportView {
  const run = readRun(filterRecords(records, only));
  const stated = records.find((r) => r.kind === 'header')?.hypotheses ?? null;
  const { plan } = run;
  const costs = trainingCosts(run);
  const groups = groupsOf(plan.arms.filter((a) => a.excluded === null)).map((group, i) => ({ ...group, id: `group-${i + 1}` }));
  return {
    title: plan.title,
    notice: plan.notice,
    question: plan.question,
    benchmark: plan.benchmark,
    profile: plan.profile,
    cells: {
      planned: plan.arms.filter((a) => a.excluded === null).reduce((sum, arm) => sum + run.cellsOf(arm).length, 0),
      completed: run.cells.filter((c) => c.outcome?.status === 'completed').length,
    },
    facts: factsOf(run),
    warnings: [...filtered(only), ...warningsOf(run, costs)],
    answers: groups.flatMap((group) => answersOf(run, group, costs)),
    hypotheses: judgeHypotheses(run, groups, costs, stated),
    budgets: budgetGains(run, groups),
    coverage: coverageTable(run),
    incomplete: incompleteTable(run),
    groups: groups.map(({ id, title, arms }) => ({
      id,
      title,
      dataset: arms[0] === undefined ? '' : arms[0].dataset.variant === 'official' ? arms[0].dataset.title : datasetLabel(arms[0].dataset),
      architecture: arms[0]?.architecture.title ?? '',
      figures: figuresOf(run, arms, id),
      tables: [
        ...tellApart(plan.metrics.flatMap((metric) => [
          ...[budgetLevels(run, arms, metric) ?? []].flat(), ...shownOf(metric).flatMap((shown) => depthTable(run, arms, shown) ?? metricTable(run, arms, shown) ?? []),
        ].map((view) => ({ metric, view })))),
        ...[rateTable(run, arms) ?? []].flat(),
        costTable(arms, costs),
      ],
    })),
    sources: sourceTable(plan),
    reproduce: reproduceTable(run),
    environment: environmentTable(run.environments),
    method: [
      `Numbers are means over seeds, with half the width of the ${100 * LEVEL} % t interval; n is the number of seeds. One seed has no interval.`,
      'Regimes of one seed start from the same weights and see the data in the same order.',
      ...tuningLines(run),
      ...thresholdLines(run),
      'A control is shown for comparison and never ranked.',
    ],
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function filtered(only: RecordFilter): readonly Warning[] {
  const by = wordsOf(only);
  return by.length === 0 ? [] : [{ kind: 'filtered', by }];
}

/** Accuracy against cost first, then the other figures of metrics in the order of the plan, then how training went. */
function figuresOf(run: Run, arms: readonly ArmRecord[], group: string): readonly FigureView[] {
  const shown = run.plan.metrics.flatMap((metric, i) => shownOf(metric).map((one, k) => ({
    one, id: `${group}-${metric.plugin.replace(/^metric-/, '').replaceAll(/[^a-z0-9-]/g, '-')}-${i + 1}${k === 0 ? '' : `-${k + 1}`}`,
  })));
  const budgets = shown.filter(({ one }) => one.shows.kind === 'curve' && one.metric.plugin === BUDGET_METRIC).map(({ one, id }) => ({ one, view: curveFigure(run, arms, one, id) }));
  const others = shown.filter(({ one }) => one.metric.plugin !== BUDGET_METRIC).map(({ one, id }) => (
    { one, view: curveFigure(run, arms, one, id) ?? depthFigure(run, arms, one, id) ?? stackFigure(run, arms, one, id) ?? surfaceFigure(run, arms, one, id) }
  ));
  return [
    ...tellApart([...budgets, ...others].flatMap(({ one, view }) => (view === undefined ? [] : [{ metric: one.metric, view }]))),
    ...trainingFigures(run, arms, `${group}-training`),
  ];
}

/** How the thresholds of the tables that are shown were chosen. */
function thresholdLines(run: Run): readonly string[] {
  const modes = new Set(
    run.plan.metrics.filter((m) => m.plugin === BUDGET_METRIC).flatMap((m) => run.plan.arms.flatMap((arm) => budgetRow(run, arm, m)?.mode ?? [])),
  );
  const [val, paper] = [modes.has('val'), modes.has('paper')];
  return [
    'Scores are of the test part.',
    ...(val && !paper ? ['The test part chooses nothing: thresholds come from validation.'] : []),
    ...(val && paper ? ['Thresholds come from validation but in tables that say that they are read off the test curve.'] : []),
    ...(paper && !val ? ['Budgets are read off the test curve: no threshold was chosen on validation, so these scores are optimistic.'] : []),
  ];
}

function tuningLines({ plan: { tune } }: Run): readonly string[] {
  if (tune === null) return [];
  return [`The learning rates of each regime are those of ${tune.lr.join(', ')} that are best on validation, tried equally often for each regime, on seed ${seedLabel(tune.seed)}. What trials cost is in no arm’s training cost.`];
}

function tuningFacts(run: Run): ReportView['facts'] {
  const cost = tuningCost(run);
  if (cost === null) return [];
  const seconds = cost.coreSeconds === null ? '' : `${cost.coreSeconds.toFixed(0)} core-seconds and `;
  return [['tuning', `${cost.trials} trials; ${seconds}${amountText(cost.macs, 'MAC')} multiply-accumulates beside the training of the arms, which has the chosen trials of the first seed`]];
}

function factsOf(run: Run): ReportView['facts'] {
  const { plan } = run;
  const seeds = [...new Set(plan.cells.map((c) => seedLabel(c.seed)))];
  const seconds = [...secondsByKind(run)];
  const total = seconds.reduce((sum, [, s]) => sum + s, 0);
  return [
    ['benchmark', `${plan.benchmark}, profile ${plan.profile}`],
    ['seeds', seeds.join(', ')],
    ['samples', `${plan.data.train} for training, ${plan.data.validation} for validation, ${plan.data.test ?? 'all'} for test`],
    ['training budget', `3 × the plain backbone’s multiply-accumulates × ${plan.epochs.join(', ')} epochs`],
    ...(seconds.length === 0
      ? []
      : [['core-seconds', `${total.toFixed(0)} in all, each node once: ${seconds.map(([kind, s]) => `${kind} ${s.toFixed(0)}`).join(', ')}`] as const]),
    ...tuningFacts(run),
  ];
}
