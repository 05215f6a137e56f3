import { ExitbenchError, type HeadKind, type Network, type Piece, type Port, type Task, type Json, joinNetwork, resolveParams } from '@exitbench/core';
import { startEngine } from '@exitbench/engines';
import { expect, it } from 'vitest';

import { type Fault, type Finding, findingsOf } from './finding.ts';
import { checkCompleteness } from './network/checkCompleteness.ts';
import { checkDescription, describeNetwork } from './network/checkDescription.ts';
import { checkRun } from './network/checkRun.ts';
import { countTensors } from './network/countTensors.ts';
import { paramSamples } from './paramSamples.ts';

export interface HeadCheck {
  /** What the block before the head gives. Default: 8 × 8 × 3. */
  readonly features?: Port;
  readonly task?: Task;
  readonly params?: readonly { readonly [name: string]: Json }[];
}

/** What a kind of head owes: the same as a piece of an architecture, behind two blocks that do nothing. */
export async function checkHead(kind: HeadKind, options: HeadCheck = {}): Promise<readonly Finding[]> {
  await startEngine('cpu');
  try {
    return findingsOf('head', faultsOf(kind, options));
  } catch (error) {
    if (!(error instanceof ExitbenchError) || error.code !== 'bad-network') throw error;
    return findingsOf('head', [{ check: 'joins', message: error.message }]);
  }
}

/** A test of everything that a kind of head owes. */
export function testHead(kind: HeadKind, options: HeadCheck = {}): void {
  it(`the head ${kind.id} conforms`, { timeout: 180_000 }, async () => {
    expect(await checkHead(kind, options)).toEqual([]);
  });
}

// ---------------------------------------------------------------------------------------------------------------------

function faultsOf(kind: HeadKind, options: HeadCheck): readonly Fault[] {
  const variants: { label: string; network: Network }[] = [];
  const findings: Fault[] = [];
  const extra = (options.params ?? []).map((params) => ({ label: JSON.stringify(params), params, changed: undefined }));
  for (const { label, params, changed } of [...paramSamples(kind.params), ...extra]) {
    const networks: Network[] = [];
    const allocated = countTensors(() => networks.push(build(kind, params, options), build(kind, params, options)));
    const [network, twin] = networks as [Network, Network];
    const found = [...checkDescription(network)];
    if (allocated > 0) found.push({ check: 'allocates', message: `It made ${allocated} tensors; kinds describe and make none.` });
    if (found.length === 0 && describeNetwork(network) !== describeNetwork(twin)) found.push({ check: 'deterministic', message: 'Two equal calls describe different heads.' });
    if (found.length === 0) found.push(...checkRun(network, { moved: changed !== undefined }));
    findings.push(...found.map((f) => ({ check: f.check, message: `${label}: ${f.message}` })));
    variants.push({ label, network });
  }
  return findings.length > 0 ? findings : checkCompleteness(variants);
}

/** Two blocks that hand their input on, the kind's head after the first, and after the second as classifier too. */
function build(kind: HeadKind, given: { readonly [name: string]: Json }, options: HeadCheck): Network {
  const { features = { name: 'features', shape: [8, 8, 3], dtype: 'float32' }, task = { kind: 'classification', classes: 3 } } = options;
  const params = resolveParams(kind.params, given, kind.id);
  const block = (id: string): Piece => ({
    id, inputs: [features], outputs: [features], representation: features.name, weights: [], spec: 'hands on', apply: (x) => x,
    costs: [{ op: 'hand on', mac: 1, fvcore: 1 }],
  });
  const last = block('block1');
  const classifier = kind.build({ id: 'classifier', block: last, exit: 1, exits: 2, earlier: [], task, params });
  return joinNetwork({ inputs: [features], blocks: [block('block0'), last], classifier }, { placement: 'dense', head: kind, headParams: params }, task, kind.id);
}
