import type { Augmentation, LossTerm, Optimiser, Phase, Ramp, Recipe, Schedule, Stop } from './phase.ts';
import { type FieldRules, type Rule, either, fields, kinds, list, number, optional, that, whole, word } from './rules.ts';

/**
 * Checks words and ranges of one phase. Plugins may be written in plain JavaScript, where a misspelt `restore` would
 * otherwise mean nothing and be found by nobody. Names of the network, and fields that do not go together, are for `resolvePhases`.
 *
 * @param at configuration path of the phase
 * @throws ExitbenchError `unknown-name` with the nearest name, `bad-phase`
 */
export function checkPhase(phase: Phase, at: string): void {
  PHASE(phase, at, 'bad-phase');
}

/**
 * Checks a recipe: its parts are parts of a phase.
 * @throws ExitbenchError `unknown-name` with the nearest name, `bad-config`
 */
export function checkRecipe(recipe: Recipe, at: string): void {
  fields<Recipe>(RECIPE)(recipe, at, 'bad-config');
}

/**
 * Checks the parts of a recipe that a benchmark overrides.
 * @throws ExitbenchError `unknown-name` with the nearest name, `bad-config`
 */
export function checkRecipeParts(parts: Partial<Recipe>, at: string): void {
  const rules = Object.fromEntries(Object.entries<Rule>(RECIPE).map(([name, rule]) => [name, optional(rule)]));
  fields(rules)(parts, at, 'bad-config');
}

// ---------------------------------------------------------------------------------------------------------------------

const positive = number({ min: 0, open: true });
const notNegative = number({ min: 0 });
const share = number({ min: 0, max: 1 });
const belowOne = number({ min: 0, under: 1 });
const text = that('a text', (v) => typeof v === 'string');
const flag = that('true or false', (v) => typeof v === 'boolean');
const reduction = word('mean', 'sum');
/** Which words and names there are is known to those who resolve them. */
const selector = that('a word or a list of names', (v) => typeof v === 'string' || (Array.isArray(v) && v.every((name) => typeof name === 'string')));

const rates: FieldRules<Pick<Optimiser, 'rate' | 'decay' | 'decayScope'>> = { rate: positive, decay: notNegative, decayScope: word('all', 'kernels') };
const adam = { ...rates, beta1: belowOne, beta2: belowOne, epsilon: positive };

const optimiser = kinds<Optimiser>({ sgd: { ...rates, momentum: belowOne }, adam, adamw: adam });

const schedule = kinds<Schedule>({
  constant: { warmup: whole(0) },
  cosine: { warmup: whole(0), floor: share },
  step: { warmup: whole(0), milestones: list(number({ min: 0, open: true, under: 1 })), factor: positive },
});

const augment = list(kinds<Augmentation>({ flip: {}, shift: { pixels: whole(1) } }));

const ramp = kinds<Ramp>({ ramp: { start: notNegative, slope: number(), cap: notNegative, per: word('epoch', 'step') } });
const term = {
  at: selector, of: optional(word('head', 'combined')), reduction,
  weight: optional((value, at, code) => (typeof value === 'object' ? ramp : notNegative)(value, at, code)),
};
const losses = list(kinds<LossTerm>({
  task: { ...term, smoothing: optional(belowOne) },
  distil: { ...term, from: word('last', 'next', 'later'), temperature: optional(positive) },
}));

const stop = fields<Stop>({ metric: word('loss', 'accuracy'), patience: whole(1), every: either(['epoch'], whole(1)), minDelta: notNegative });

const amounts = fields<{ macs?: number; steps?: number; epochs?: number }>({ macs: optional(notNegative), steps: optional(whole(0)), epochs: optional(notNegative) });
const budget: Rule = (value, at, code) => {
  amounts(value, at, code);
  that('an amount of `macs`, `steps` or `epochs`', (v) => Object.values(v as object).some((amount) => amount !== undefined))(value, at, code);
};

/** Fields that a recipe and a phase have in common. */
const shared = { optimiser, schedule, batch: whole(1), clip: optional(positive), augment };

const RECIPE: FieldRules<Recipe> = { ...shared, reduction, smoothing: optional(belowOne) };

const PHASE = kinds<Phase>({
  train: {
    ...shared, name: text, train: selector, fresh: optional(selector), batchNorm: optional(word('trained', 'none', 'all')), losses, budget,
    combine: optional(word('sum')), exitGradient: optional(either(['plain', 'equilibrium'], fields({ scale: list(notNegative) }))),
    stop: optional(stop), restore: optional(word('last', 'best')), snapshots: optional(list(share)), cacheFeatures: optional(flag),
  },
  import: {
    name: text, file: fields({ path: text, sha256: text }),
    map: that('an object of texts', (v) => typeof v === 'object' && v !== null && Object.values(v).every((name) => typeof name === 'string')),
  },
});
