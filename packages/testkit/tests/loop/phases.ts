import { type LossTerm, type Network, type Phase, type TrainPhase, fromRecipe } from '@exitbench/core';

import type { Probe } from '../../src/probes/probe.ts';

/** A named list of phases for one probe. */
export interface PhaseCase {
  readonly name: string;
  readonly phases: readonly Phase[];
}

/** The phase vocabulary in the combinations that regimes use. An import, which trains nothing, has a test of its own. */
export function phaseCases({ recipe, network, task }: Probe): readonly PhaseCase[] {
  const base = { ...fromRecipe(recipe), snapshots: [0, 0.5, 1] } as const;
  const at = (where: LossTerm['at'], more: Partial<Extract<LossTerm, { kind: 'task' }>> = {}): LossTerm => ({ kind: 'task', at: where, reduction: 'mean', ...more });
  const backbone: TrainPhase = { ...base, name: 'backbone', train: 'backbone', losses: [at('last')], budget: { epochs: 1 } };
  const heads: TrainPhase = { ...base, name: 'heads', train: 'heads', losses: [at('all')], budget: { steps: 9 } };
  const joint: TrainPhase = { ...base, name: 'joint', train: 'all', losses: [at('all')], budget: { steps: 9 } };
  const optimiser = { rate: 0.01, decay: 0.01, decayScope: 'kernels', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
  const classes = task.kind === 'classification';
  return [
    { name: 'joint, mean', phases: [joint] },
    { name: 'joint, sum', phases: [{ ...joint, losses: [at('all', { reduction: 'sum' })] }] },
    { name: 'disjoint', phases: [backbone, heads] },
    { name: 'mixed', phases: [backbone, joint] },
    { name: 'a budget in multiply-accumulates', phases: [{ ...joint, budget: { macs: 40_000_000 / costScale(network) } }] },
    { name: 'branch by branch', phases: branches(network).map(({ pieces, exit }) => ({ ...joint, name: exit, train: pieces, losses: [at([exit])], budget: { steps: 4 } })) },
    { name: 'equilibrium', phases: [{ ...joint, exitGradient: 'equilibrium' }] },
    { name: 'scaled exit gradients', phases: [{ ...joint, exitGradient: { scale: [0.1, 0.5, 1] } }] },
    { name: 'weights that rise', phases: [{ ...joint, losses: [at('attached', { weight: { kind: 'ramp', start: 0.01, slope: 0.5, cap: 0.4, per: 'epoch' } }), at('last')] }] },
    { name: 'Adam, clipped, with warm-up', phases: [{ ...joint, optimiser: { kind: 'adam', ...optimiser }, clip: 0.5, schedule: { kind: 'cosine', warmup: 3, floor: 0.1 } }] },
    { name: 'AdamW, in steps', phases: [{ ...joint, optimiser: { kind: 'adamw', ...optimiser }, schedule: { kind: 'step', warmup: 0, milestones: [0.5], factor: 0.1 } }] },
    { name: 'early stopping', phases: [{ ...joint, budget: { steps: 30 }, stop: { metric: 'loss', patience: 1, every: 3, minDelta: 0 } }] },
    {
      name: 'early stopping by accuracy, last weights',
      phases: [{ ...joint, budget: { steps: 30 }, stop: { metric: 'accuracy', patience: 2, every: 'epoch', minDelta: 0.01 }, restore: 'last' }],
    },
    { name: 'the best weights', phases: [{ ...joint, restore: 'best' }] },
    ...(network.inputs.some((p) => p.shape.length === 3) ? [{ name: 'changed images', phases: [{ ...joint, augment: [{ kind: 'flip' }, { kind: 'shift', pixels: 1 }] } as TrainPhase] }] : []),
    { name: 'cached features', phases: [backbone, { ...heads, cacheFeatures: true }] },
    { name: 'all statistics drift', phases: [backbone, { ...heads, batchNorm: 'all' }] },
    { name: 'statistics frozen while all train', phases: [backbone, { ...joint, batchNorm: 'none' }] },
    { name: 'heads drawn again', phases: [joint, { ...heads, fresh: 'heads' }] },
    ...(classes
      ? (['last', 'next', 'later'] as const).map((from): PhaseCase => ({
          name: `distilled from ${from}`,
          phases: [{ ...joint, losses: [at('all', { smoothing: 0.1 }), { kind: 'distil', at: 'all', from, temperature: 2, weight: 0.5, reduction: 'mean' }] }],
        }))
      : []),
    ...(network.exits.some((e) => e.combiner !== undefined)
      ? [{ name: 'combiners in a phase of their own', phases: [backbone, heads, { ...heads, name: 'combiners', train: 'combiners', losses: [at('attached', { of: 'combined' })] } as TrainPhase] }]
      : []),
  ];
}

// ---------------------------------------------------------------------------------------------------------------------

/** The pieces from one exit to the next, with the head that ends them. */
function branches(network: Network): readonly { readonly pieces: readonly string[]; readonly exit: string }[] {
  const ids = network.nodes.filter((n) => n.part !== 'combiner').map((n) => n.piece.id);
  let start = 0;
  return network.exits.map((exit) => {
    const end = ids.indexOf(exit.head) + 1;
    const pieces = ids.slice(start, end);
    start = end;
    return { pieces, exit: exit.name };
  });
}

/** Probes differ in size by orders of magnitude; this makes the budget some ten steps of each. */
function costScale(network: Network): number {
  const macs = network.nodes.flatMap((n) => n.piece.costs).reduce((sum, c) => sum + c.mac, 0);
  return 40_000_000 / (3 * macs * 10 * 10);
}
