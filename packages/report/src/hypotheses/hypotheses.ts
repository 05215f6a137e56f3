import { deepFreeze } from '@exitbench/core';

import type { Claim, Conditions, Hypothesis, Quantity, RoleSpec } from './hypothesis.ts';

/**
 * The statements that records are asked about, as plain data: a change of one is a change of the digest that records carry. What others
 * found is given by signs and orders only.
 */
export const HYPOTHESES: readonly Hypothesis[] = deepFreeze(literal());

/** Which arms the roles are. Of several shares one half is meant. */
export const ROLES: { readonly [role: string]: readonly RoleSpec[] } = deepFreeze({
  joint: [{ regime: 'regime-joint' }, { regime: 'regime-mixed', params: { share: 0 } }],
  mixed: [{ regime: 'regime-mixed', params: { share: 0.5 } }],
  disjoint: [{ regime: 'regime-disjoint', params: { share: 0.5 } }],
  equilibrium: [{ regime: 'regime-gradient-equilibrium' }],
  weighted: [{ regime: 'regime-weighted-joint' }],
  'branch-wise': [{ regime: 'regime-branch-wise' }],
  separate: [{ regime: 'regime-separate' }],
});

// ---------------------------------------------------------------------------------------------------------------------

function at(level: number): Quantity {
  return { kind: 'level', level };
}

function minus(a: string, b: string, quantity: Quantity, where: string): Claim {
  return { says: `${a} − ${b} ${where}`, terms: [{ role: a, quantity, times: 1 }, { role: b, quantity, times: -1 }], expect: 'positive' };
}

function literal(): readonly Hypothesis[] {
  const barriers = 'metric-mode-connectivity';
  const between = (a: string, b: string): Quantity => ({ kind: 'barrier', metric: barriers, between: [a, b] });
  const gradients = 'metric-gradient-dominance';
  const rank = (from: number, to: number): Quantity => ({ kind: 'depth', metric: 'metric-numerical-rank', values: 'rank', from, to });
  const destructive: Quantity = { kind: 'row', metric: 'metric-overthinking', rows: 'overthinking.splits', row: 'test', values: 'overthinking.numbers.destructive' };
  const jointAhead: readonly Conditions[] = [{ datasets: ['dataset-cifar-100'] }];
  const disjointAhead: readonly Conditions[] = [{ datasets: ['dataset-imagenet', 'dataset-tiny-imagenet'] }, { architectures: ['architecture-bert'] }];
  const anywhere = { words: 'anywhere' };
  const paper = 'Kubaty et al., How to Train Your Multi-Exit Model?, ICML 2025, arXiv 2407.14320';
  return [
    {
      id: 'H1', statement: 'At the full cost of the backbone, mixed training is better than joint training.',
      found: 'Mixed above joint in every published row.', source: paper, scope: anywhere,
      test: { kind: 'claims', claims: [minus('mixed', 'joint', at(1), 'at 100 %')] },
    },
    {
      id: 'H2', statement: 'On small data, at the full cost of the backbone, mixed training is better than disjoint training.',
      found: 'Mixed above disjoint on CIFAR-100 and TinyImageNet, in every row.', source: paper,
      scope: { words: 'at most 100,000 training images, weights from scratch', where: [{ most: 100_000, pretrained: false }] },
      test: { kind: 'claims', claims: [minus('mixed', 'disjoint', at(1), 'at 100 %')] },
    },
    {
      id: 'H3', statement: 'On large data, or from pre-trained weights, disjoint training is better than mixed training at the full cost, by less than a point.',
      found: 'Disjoint above mixed on ImageNet and with BERT, by less than a point.', source: paper,
      scope: { words: 'large data sets (1,000,000 training samples or more) or pre-trained weights', where: [{ least: 1_000_000 }, { pretrained: true }] },
      test: {
        kind: 'claims', claims: [
          minus('disjoint', 'mixed', at(1), 'at 100 %'),
          { ...minus('disjoint', 'mixed', at(1), 'at 100 %, within a point'), expect: 'within', margin: 0.01 },
        ],
      },
    },
    {
      id: 'H4', statement: 'At the full cost of the backbone, joint training is better than disjoint training on CIFAR-100, and worse where the backbone is at its limits: on ImageNet, on TinyImageNet and with BERT.',
      found: 'Joint above disjoint on CIFAR-100; below it on TinyImageNet, ImageNet and with BERT.', source: paper,
      scope: { words: 'CIFAR-100, ImageNet, TinyImageNet or BERT', where: [...jointAhead, ...disjointAhead] },
      test: { kind: 'claims', claims: [{ ...minus('joint', 'disjoint', at(1), 'at 100 %'), where: jointAhead }, { ...minus('disjoint', 'joint', at(1), 'at 100 %'), where: disjointAhead }] },
    },
    {
      id: 'H5', statement: 'At a quarter and half of the cost of the backbone, disjoint training is the worst.',
      found: 'Disjoint below mixed and joint at small costs, most of all for vision transformers.', source: paper, scope: anywhere,
      test: {
        kind: 'claims', claims: [0.25, 0.5].flatMap((level) => ['mixed', 'joint'].map((role) => minus(role, 'disjoint', at(level), `at ${100 * level} %`))),
      },
    },
    {
      id: 'H6', statement: 'What mixed training gains over joint training is less at a quarter of the cost than at the full cost.',
      found: 'Joint close to or above mixed at the smallest costs.', source: `${paper}; said by its reviewers of the first version, Joint or Disjoint, 2024`, scope: anywhere,
      test: {
        kind: 'claims', claims: [{
          says: '(mixed − joint at 100 %) − (mixed − joint at 25 %)', expect: 'positive',
          terms: [
            { role: 'mixed', quantity: at(1), times: 1 }, { role: 'joint', quantity: at(1), times: -1 },
            { role: 'mixed', quantity: at(0.25), times: -1 }, { role: 'joint', quantity: at(0.25), times: 1 },
          ],
        }],
      },
    },
    {
      id: 'H7', statement: 'Disjoint and mixed training end in one basin and joint training in another: the barrier of disjoint and joint exceeds that of disjoint and mixed, and that of two orders of the data.',
      found: 'Disjoint and mixed connected, joint apart. No control with another order of the data was shown.', source: paper, scope: anywhere,
      test: {
        kind: 'claims', claims: [
          { says: 'barrier disjoint–joint minus barrier disjoint–mixed', expect: 'positive', terms: [{ role: null, quantity: between('disjoint', 'joint'), times: 1 }, { role: null, quantity: between('disjoint', 'mixed'), times: -1 }] },
          { says: 'barrier mixed–joint minus barrier disjoint–mixed', expect: 'positive', terms: [{ role: null, quantity: between('mixed', 'joint'), times: 1 }, { role: null, quantity: between('disjoint', 'mixed'), times: -1 }] },
          {
            says: 'barrier disjoint–joint minus barrier of disjoint in two orders of the data', expect: 'positive',
            terms: [{ role: null, quantity: between('disjoint', 'joint'), times: 1 }, { role: null, quantity: { kind: 'order-barrier', metric: barriers, of: 'disjoint' }, times: -1 }],
          },
        ],
      },
    },
    {
      id: 'H8', statement: 'Numerical rank falls with depth in all regimes, and exits that train the backbone change its mean over the blocks of the deeper half, whichever way.',
      found: 'Rank higher in early than in deep layers; which way exits change it in deep layers is reported both ways.', source: paper, scope: anywhere,
      caveat: 'Ranks of blocks of different shape do not compare: the fall with depth may be one of shapes. What exits change is of one block in two regimes; signs of single blocks are not tested, only that of their mean.',
      test: {
        kind: 'claims', claims: [
          ...['joint', 'mixed', 'disjoint'].map((role): Claim => ({
            says: `${role}: rank of the first third of the blocks minus that of the last third`, expect: 'positive',
            terms: [{ role, quantity: rank(0, 1 / 3), times: 1 }, { role, quantity: rank(2 / 3, 1), times: -1 }],
          })),
          { ...minus('joint', 'disjoint', rank(0.5, 1), 'in rank of the deeper half'), expect: 'different' },
        ],
      },
    },
    {
      id: 'H9', statement: 'Under joint training early exits dominate the gradients of early and middle blocks; where training with exits starts, the last exit’s share is larger under mixed training.',
      found: 'Joint training is led by intermediate exits in the middle; mixed training starts with a larger share of the last exit.', source: paper, scope: anywhere,
      test: {
        kind: 'claims', claims: [
          {
            says: 'joint: an equal share minus the last exit’s share in the first two thirds of the blocks', expect: 'positive',
            terms: [{ role: 'joint', quantity: { kind: 'final-share', metric: gradients, from: 0, to: 2 / 3 }, times: -1 }],
          },
          minus('mixed', 'joint', { kind: 'depth', metric: gradients, values: 'finalShare.start', from: 0, to: 1 }, 'in the last exit’s share at the start'),
        ],
      },
    },
    {
      id: 'H10', statement: 'Joint training tells classes apart earlier in depth than disjoint training: I(Z;Y) has nine tenths of its largest value at an earlier block.',
      found: 'Information of the classes rises earlier under joint than under disjoint training.', source: 'The first version of the same work: Joint or Disjoint: Mixing Training Regimes for Early-Exit Models, 2024', scope: anywhere,
      test: {
        kind: 'claims', claims: [{ ...minus('disjoint', 'joint', { kind: 'reaches', metric: 'metric-information-flow', values: 'zy', unless: 'saturated.zy', share: 0.9 }, 'in depth at 90 % of the largest I(Z;Y)'), agree: 4 }],
      },
    },
    {
      id: 'H11', statement: 'Regimes have the same order under every exit policy.',
      found: 'One order under several methods of exiting; smaller differences under entropy.', source: 'Joint or Disjoint: Mixing Training Regimes for Early-Exit Models, 2024', scope: anywhere,
      test: { kind: 'same-order', across: 'policies' },
    },
    {
      id: 'H12', statement: 'Regimes have the same order when heads get deeper. Left out, since records do not say how deep a head is: that deeper heads help disjoint training most.',
      found: 'Heads of several depths were compared; disjoint training gains most from deeper ones.', source: paper, scope: anywhere,
      test: { kind: 'same-order', across: 'heads' },
    },
    {
      id: 'H13', statement: 'Mixed training is better at the full cost than joint training with equalised gradients or weighted losses.',
      found: 'Not published; said by reviewers that mixed training may be an alternative to both.', source: paper, scope: anywhere,
      test: { kind: 'claims', claims: [minus('mixed', 'equilibrium', at(1), 'at 100 %'), minus('mixed', 'weighted', at(1), 'at 100 %')] },
    },
    {
      id: 'H14', statement: 'Disjoint training overthinks most destructively: of its last exit’s errors an earlier exit got more right.',
      found: 'A pilot of this project: disjoint above mixed and joint.', source: 'Destructive overthinking: Kaya, Hong and Dumitras, Shallow-Deep Networks, ICML 2019, arXiv 1810.07052', scope: anywhere,
      test: { kind: 'claims', claims: [minus('disjoint', 'mixed', destructive, 'in destructive overthinking'), minus('disjoint', 'joint', destructive, 'in destructive overthinking')] },
    },
    {
      id: 'H15', statement: 'With one budget of training, the last exit is best when the backbone alone gets a share of it that is neither nothing nor all.',
      found: 'Not published as such; the authors’ code has experiments with several shares.', source: paper, scope: anywhere,
      test: { kind: 'interior-share' },
    },
    {
      id: 'H16', statement: 'Branch-wise training overfits deep exits more than joint training, and separately trained exits are weak at the first exit.',
      found: 'Branch-wise and two-stage training overfit deep exits; separately trained early exits weak.', source: 'Scardapane et al., Why Should We Add Early Exits to Neural Networks?, Cognitive Computation 2020, arXiv 2004.12814', scope: anywhere,
      test: {
        kind: 'claims', claims: [
          {
            says: 'branch-wise minus joint in accuracy on training minus test at the last exit', expect: 'positive',
            terms: (['branch-wise', 'joint'] as const).flatMap((role, i) => (['train', 'test'] as const).map((part, k) => ({ role, quantity: { kind: 'exit' as const, which: 'last' as const, part }, times: (i === k ? 1 : -1) as 1 | -1 }))),
          },
          minus('joint', 'separate', { kind: 'exit', which: 'first', part: 'test' }, 'at the first exit'),
        ],
      },
    },
  ];
}
