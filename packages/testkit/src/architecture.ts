import {
  type Architecture, type Backbone, type CombinerKind, type DatasetFacts, type HeadKind, type Json, type Modality, type Network, type Port, type Task, canonicalJson, joinNetwork,
  resolveParams,
} from '@exitbench/core';
import { startEngine } from '@exitbench/engines';
import { gapHead } from '@exitbench/nn';
import { expect, it } from 'vitest';

import { checkPlugin } from './checkPlugin.ts';
import { type Fault, type Finding, findingsOf } from './finding.ts';
import type { Sampler } from './network/arbitrary.ts';
import { checkCompleteness } from './network/checkCompleteness.ts';
import { checkDescription, describeNetwork } from './network/checkDescription.ts';
import { checkRun } from './network/checkRun.ts';
import { countTensors } from './network/countTensors.ts';
import { paramSamples } from './paramSamples.ts';

export interface ArchitectureCheck {
  /** Small inputs: everything runs on the reference engine. Default: an 8 × 8 image of two channels. */
  readonly input?: readonly Port[];
  /** Default: three classes. */
  readonly task?: Task;
  readonly modality?: Modality;
  /** How inputs are drawn, where normal numbers and ids of 0 or 1 will not do. */
  readonly sampler?: Sampler;
  /** Calls to try beside the defaults and each parameter moved alone. */
  readonly params?: readonly Given[];
  /** The head, and combiner, after each block that it supports. Default: nn's `gap`. */
  readonly head?: HeadKind;
  readonly combiner?: CombinerKind;
}

/**
 * What an architecture owes: descriptions that are made without tensors, are the same every time and say everything;
 * pieces that fit, keep their word on shapes, statistics and rows, write to nothing and hide no randomness; weights that
 * are all trained; costs that grow with depth.
 */
export async function checkArchitecture(plugin: Architecture, options: ArchitectureCheck = {}): Promise<readonly Finding[]> {
  return findingsOf('architecture', await faultsOf(plugin, options));
}

/** A test of everything that an architecture plugin owes. */
export function testArchitecture(plugin: Architecture, options: ArchitectureCheck = {}): void {
  it(`${plugin.id} conforms`, { timeout: 180_000 }, async () => {
    expect([...(await checkPlugin(plugin)), ...(await checkArchitecture(plugin, options))]).toEqual([]);
  });
}

// ---------------------------------------------------------------------------------------------------------------------

type Given = { readonly [name: string]: Json };

const classes: Task = { kind: 'classification', classes: 3 };
const image: readonly Port[] = [{ name: 'image', shape: [8, 8, 2], dtype: 'float32' }];

async function faultsOf(plugin: Architecture, options: ArchitectureCheck): Promise<readonly Fault[]> {
  await startEngine('cpu');
  const variants: { label: string; network: Network }[] = [];
  const findings = [...checkSupports(plugin)];
  const extra = (options.params ?? []).map((params) => ({ label: JSON.stringify(params), params, changed: undefined }));
  for (const { label, params, changed } of [...paramSamples(plugin.params), ...extra]) {
    const { network, findings: found } = build(plugin, params, options);
    const more = network !== undefined && found.length === 0 ? checkRun(network, { sampler: options.sampler, moved: changed !== undefined }) : [];
    findings.push(...[...found, ...more].map((f) => ({ check: f.check, message: `${label}: ${f.message}` })));
    if (network !== undefined) variants.push({ label, network });
  }
  if (findings.length > 0) return findings;
  if (variants.length === 0) return [{ check: 'supports', message: 'It supports none of the settings that were tried.' }];
  return checkCompleteness(variants, options.sampler);
}

/** Data that an architecture may refuse, with a reason. What it says it supports must be built. */
const FACTS: readonly DatasetFacts[] = [
  { id: 'dataset-images', modality: 'image', task: classes, input: image, trainSize: 100 },
  { id: 'dataset-tiny-images', modality: 'image', task: classes, input: [{ name: 'picture', shape: [2, 2, 1], dtype: 'float32' }], trainSize: 100 },
  { id: 'dataset-vectors', modality: 'vector', task: { kind: 'regression', range: [0, 1] }, input: [{ name: 'x', shape: [5], dtype: 'float32' }], trainSize: 100 },
  { id: 'dataset-words', modality: 'text', task: classes, input: [{ name: 'ids', shape: [7], dtype: 'int32' }, { name: 'mask', shape: [7], dtype: 'float32' }], trainSize: 100 },
];

function checkSupports(plugin: Architecture): readonly Fault[] {
  const params = resolveParams(plugin.params, {}, `${plugin.id}.params`);
  return FACTS.flatMap((facts) => {
    try {
      const answer = plugin.supports(facts, params);
      if (answer === true) joinNetwork(plugin.build({ input: facts.input, task: facts.task, params }), { placement: 'none', head: gapHead, headParams: {} }, facts.task);
      else if (answer.reason.trim().length < 3) return [{ check: 'supports', message: `It refuses \`${facts.id}\` without a reason.` }];
      return [];
    } catch (error) {
      return [{ check: 'supports', message: `It does not refuse \`${facts.id}\` and throws: ${String(error)}` }];
    }
  });
}

/** The network of one call, with a head after each block that a generic head fits. None where the call is refused. */
function build(plugin: Architecture, given: Given, options: ArchitectureCheck): { readonly network?: Network; readonly findings: readonly Fault[] } {
  const { input = image, task = classes, modality = 'image' } = options;
  const params = resolveParams(plugin.params, given, `${plugin.id}.params`);
  if (plugin.supports({ id: 'dataset-conformance', modality, task, input, trainSize: 1000 }, params) !== true) return { findings: [] };

  const backbones: Backbone[] = [];
  const recipes: unknown[] = [];
  const networks: Network[] = [];
  const allocated = countTensors(() => {
    for (let i = 0; i < 2; i++) {
      backbones.push(plugin.build({ input, task, params }));
      recipes.push(plugin.recipe(modality, params));
    }
  });
  if (allocated > 0) return { findings: [{ check: 'allocates', message: `It made ${allocated} tensors; architectures describe and make none.` }] };
  try {
    networks.push(...backbones.map((backbone) => join(backbone, options, task, plugin.id)));
  } catch (error) {
    return { findings: [{ check: 'joins', message: String(error) }] };
  }
  try {
    if (canonicalJson(recipes[0]) !== canonicalJson(recipes[1])) return { findings: [{ check: 'recipe', message: 'The same call gives another recipe.' }] };
  } catch (error) {
    return { findings: [{ check: 'recipe', message: `The recipe is not plain data: ${String(error)}` }] };
  }
  const [network, twin] = networks as [Network, Network];
  const findings = checkDescription(network);
  if (findings.length === 0 && describeNetwork(network) !== describeNetwork(twin)) {
    return { findings: [{ check: 'deterministic', message: 'Two equal calls describe different networks.' }] };
  }
  return { network, findings };
}

function join(backbone: Backbone, { head = gapHead, combiner }: ArchitectureCheck, task: Task, at: string): Network {
  const placement = backbone.blocks.slice(0, -1).filter((block) => head.supports(block) === true).map((block) => block.id);
  return joinNetwork(backbone, {
    placement, head, headParams: resolveParams(head.params, {}, 'head'),
    ...(combiner === undefined ? {} : { combiner, combinerParams: resolveParams(combiner.params, {}, 'combiner') }),
  }, task, at);
}
