import { type Recipe, type ResolvedPhase, parameterCount } from '@exitbench/core';
import type { ArmRecord, ChoiceRecord, MetricRecord, PhaseRecord, PlanRecord } from '@exitbench/records';

import type { Arm, ExcludedArm } from '../plan/arm.ts';
import { regimeTitle } from '../plan/labels.ts';
import type { Plan, PlannedMetric } from '../plan/plan.ts';
import type { ResolvedUse } from '../plan/resolvedBenchmark.ts';
import { isTuned } from '../plan/tuning.ts';

/** The plan as records have it: plain data without a path. */
export function planRecord({ benchmark, arms, cells, metrics, values, sources, nodes }: Plan): PlanRecord {
  const runnable = cells.filter((c) => c.excluded === null).map((c) => c.id);
  const { id, title, question, profile, notice, epochs, data, evaluationBatch, tune } = benchmark;
  return {
    benchmark: id, title, question, profile, notice, epochs, data, evaluationBatch, tune,
    arms: arms.map((arm) => armRecord(arm, arms, tune !== null)),
    cells: cells.map((cell) => ({ id: cell.id, arm: cell.arm, seed: cell.seed, phases: cell.phases, nodes: cell.nodes })),
    metrics: metrics.map((m) => metricRecord(m, runnable, new Set(values.filter((v) => v.metric === m.label).flatMap((v) => v.cells)))),
    sources,
    nodes: nodes.map(({ key, kind, name, recipe, after }) => ({ key, kind, name, recipe, after })),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function armRecord(arm: Arm | ExcludedArm, arms: readonly (Arm | ExcludedArm)[], isTuning: boolean): ArmRecord {
  const { id, dataset, architecture, exits, regime, epochs, excluded } = arm;
  return {
    id, excluded,
    dataset: { ...choice(dataset), variant: dataset.variant, files: dataset.files, sizes: dataset.sizes },
    architecture: choice(architecture),
    exits: { placement: exits.placement, head: choice(exits.head), combiner: exits.combiner === null ? null : choice(exits.combiner) },
    regime: { ...choice(regime), label: regimeTitle(regime, arms.map((a) => a.regime)), order: regime.order },
    role: regime.role,
    epochs,
    network: arm.excluded === null
      ? {
        task: arm.network.task, exits: arm.network.exits.map((e) => e.name), costs: arm.costs,
        parameters: parameterCount(arm.network.nodes.map((n) => n.piece)),
      }
      : null,
    budget: arm.excluded === null ? arm.budget : null,
    recipe: arm.excluded === null ? withoutAbsent(arm.recipe) : null,
    phases: arm.excluded === null ? arm.phases.map(({ name, steps, macs, phase }, i) => ({ name, steps, macs, resolved: phaseRecord(phase, isTuning && isTuned(arm, i)) })) : [],
  };
}

/** The recipe's rate is not what a tuned phase is trained at. */
function phaseRecord(phase: ResolvedPhase, isRateChosen: boolean): PhaseRecord {
  return phase.kind === 'import' || !isRateChosen ? phase : { ...phase, optimiser: { ...phase.optimiser, rate: null } };
}

function choice({ id, title, params }: ResolvedUse): ChoiceRecord {
  return { id, title, params };
}

/** A recipe in which `clip: undefined` and the like are left out: records have no such value. */
function withoutAbsent(recipe: Recipe): Recipe {
  return Object.fromEntries(Object.entries(recipe).filter(([, value]) => value !== undefined)) as unknown as Recipe;
}

/** @param cells those that can be run @param having those that it has a result for */
function metricRecord({ id, label, title, revision, params, unit, direction, shows, volatile }: PlannedMetric, cells: readonly string[], having: ReadonlySet<string>): MetricRecord {
  const only = cells.every((cell) => having.has(cell)) ? null : cells.filter((cell) => having.has(cell));
  return { id: label, plugin: id, revision, params, label: title, unit, direction, shows, volatile, only };
}
