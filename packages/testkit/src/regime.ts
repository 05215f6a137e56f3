import { type ParamValues, type Params, type Phase, type Recipe, type Regime, canonicalJson, resolveParams, resolvePhases } from '@exitbench/core';
import { expect, it } from 'vitest';

import { checkCanary } from './canaryRun.ts';
import { checkPlugin } from './checkPlugin.ts';
import { type Fault, type Finding, findingsOf } from './finding.ts';
import { type ParamSample, paramSamples } from './paramSamples.ts';
import { type RegimeSetting, regimeSurroundings } from './planRegime.ts';
import { sketchNetwork } from './sketchNetwork.ts';

export interface RegimeCheck {
  /** Calls to try beside the defaults and each parameter moved alone. */
  readonly params?: readonly { readonly [name: string]: ParamValues<Params>[string] }[];
  /** Parameters that, moved from their defaults, ask for more than the training budget: for controls. Default none. */
  readonly overBudget?: readonly string[];
  /** A phase moves statistics of pieces that it does not train, and means to (`batchNorm: 'all'`). Default false. */
  readonly drifting?: boolean;
}

/**
 * What a regime owes: phases that are plain data, a pure function of its parameters and surroundings, with a finite
 * budget, of known parts, within the training budget, on the recipe's own optimiser and batch.
 */
export function checkRegime(regime: Regime, options: RegimeCheck = {}): readonly Finding[] {
  const samples = samplesOf(regime, options);
  return findingsOf('regime', Object.entries(settings).flatMap(([name, setting]) =>
    samples.flatMap(({ label, params }) => checkOne(regime, params, setting).filter((f) => f.check !== 'over-budget' || !isMeant(params, options)).map((f) => ({ check: f.check, message: `${name}, ${label}: ${f.message}` }))),
  ));
}

/**
 * What shows only in training, on the canary data set: with the defaults, each parameter moved, and further calls.
 *
 * @see checkCanary
 */
export async function checkTraining(regime: Regime, options: RegimeCheck = {}): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { label, params } of samplesOf(regime, options)) {
    const found = (await checkCanary(regime, params)).filter((f) => f.check !== 'frozen' || options.drifting !== true);
    findings.push(...found.map((f) => ({ ...f, message: `${label}: ${f.message}` })));
  }
  return findings;
}

/** A test of everything that a regime plugin owes. */
export function testRegime(regime: Regime, options: RegimeCheck = {}): void {
  it(`${regime.id} conforms`, async () => {
    expect([...(await checkPlugin(regime)), ...checkRegime(regime, options)]).toEqual([]);
  });
  it(`${regime.id} trains what it says, without touching test samples, nor validation samples that no phase asks for`, { timeout: 180_000 }, async () => {
    expect(await checkTraining(regime, options)).toEqual([]);
  });
}

// ---------------------------------------------------------------------------------------------------------------------

const recipe: Recipe = {
  optimiser: { kind: 'sgd', rate: 0.05, momentum: 0.9, decay: 5e-4, decayScope: 'all' },
  schedule: { kind: 'cosine', warmup: 0, floor: 0 },
  batch: 10, augment: [], reduction: 'mean',
};

/** Different enough that a phase which names a block, counts exits or forgets a remainder is seen. */
const settings: { readonly [name: string]: RegimeSetting } = {
  'dense exits': { network: sketchNetwork({ blocks: [100, 50, 25, 25], classifier: 10, head: 5 }), recipe, epochs: 4, samples: 105 },
  'one exit, sum': {
    network: sketchNetwork({ blocks: [1000, 900], classifier: 100, head: 1 }), recipe: { ...recipe, reduction: 'sum', clip: 1 }, epochs: 3, samples: 70,
  },
  'no exits': { network: sketchNetwork({ blocks: [10, 20, 30], classifier: 4, head: 1, placement: 'none' }), recipe, epochs: 2, samples: 200 },
};

function samplesOf(regime: Regime, { params = [] }: RegimeCheck): readonly ParamSample[] {
  return [...paramSamples(regime.params), ...params.map((given): ParamSample => ({ label: JSON.stringify(given), params: given }))];
}

function isMeant(params: ParamSample['params'], { overBudget = [] }: RegimeCheck): boolean {
  return Object.keys(params).some((name) => overBudget.includes(name));
}

function checkOne(regime: Regime, params: ParamSample['params'], setting: RegimeSetting): readonly Fault[] {
  const values = resolveParams(regime.params, params, `${regime.id}.params`);
  const surroundings = regimeSurroundings(setting);
  const before = canonicalJson(surroundings);
  let phases: readonly Phase[];
  try {
    phases = regime.phases(values, surroundings);
  } catch (error) {
    return [{ check: 'throws', message: `\`phases\` threw ${String(error)}` }];
  }
  if (canonicalJson(surroundings) !== before) return [{ check: 'inputs', message: '`phases` writes to its surroundings.' }];
  const plain = textOf(phases);
  if (plain instanceof Error) return [{ check: 'plain-data', message: plain.message }];
  const again = (): string => String(textOf(regime.phases(values, surroundings)));
  const first = again();
  for (const other of Object.values(settings)) regime.phases(values, regimeSurroundings(other));
  if (first !== plain || again() !== plain) return [{ check: 'pure', message: 'The same call gives other phases the second time.' }];
  return [...checkRecipe(phases, setting), ...checkBudget(phases, setting, surroundings.budget.macs)];
}

/** The text of plain data; an error where something would be lost on the way. */
function textOf(phases: readonly Phase[]): string | Error {
  try {
    return canonicalJson(phases);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function checkRecipe(phases: readonly Phase[], setting: RegimeSetting): readonly Fault[] {
  return phases
    .filter((p) => p.kind === 'train')
    .filter((p) => p.optimiser.kind !== setting.recipe.optimiser.kind || p.batch !== setting.recipe.batch || p.clip !== setting.recipe.clip)
    .map((p) => ({ check: 'recipe', message: `The phase \`${p.name}\` replaces the recipe's optimiser, batch or clipping; regimes scale it and never replace it.` }));
}

function checkBudget(phases: readonly Phase[], { network, samples }: RegimeSetting, budget: number): readonly Fault[] {
  try {
    const planned = resolvePhases(phases, { network, samples, augmentations: ['flip', 'shift'], at: 'phases' });
    const spent = planned.reduce((sum, p) => sum + p.macs, 0);
    const findings: Fault[] = [];
    if (planned.length === 0 && network.exits.length > 1) findings.push({ check: 'empty', message: 'It trains nothing.' });
    // A phase in whole steps may round up by half a step.
    const slack = Math.max(0, ...planned.map((p) => p.macs / Math.max(1, p.steps))) / 2;
    if (spent > budget + slack) findings.push({ check: 'over-budget', message: `It spends ${spent} of ${budget} multiply-accumulates.` });
    return findings;
  } catch (error) {
    return [{ check: 'resolves', message: String(error) }];
  }
}
