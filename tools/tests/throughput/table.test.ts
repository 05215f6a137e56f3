import { expect, it } from 'vitest';

import { networkNamed } from '../../throughput/networks.mjs';
import { profileText, ratioTable, report } from '../../throughput/table.mjs';

const SUMMARY = { ours: 1234.5, reference: 98.76, ratio: 0.987, lowest: 0.9, highest: 1.04, best: 1, cpu: 0.99, share: 0.97, load: 1.25 };
const ROW = { match: 'tensorflow', network: 'resnet20', what: 'train', batch: 128, rounds: [], summary: SUMMARY } as const;

const cells = (line: string | undefined) => line?.split('|').slice(1, -1).map((cell) => cell.trim());

it('has one line for each network, what is measured, and engine', () => {
  const lines = ratioTable([ROW, { ...ROW, network: 'convnet', what: 'infer', match: 'wasm', batch: 50 }]).split('\n');
  expect(lines).toHaveLength(4);
  expect(cells(lines[2])).toEqual(['ResNet-20, width 16', '128', 'training', 'tensorflow', '1235', '98.8', '0.99', '0.90 to 1.04', '1.00', '0.99', '0.97', '1.3']);
  expect(cells(lines[3])?.slice(0, 4)).toEqual(['convnet', '50', 'inference', 'wasm']);
});

it('names machine, versions and rounds, and how far outputs are apart', () => {
  const machine = {
    cpu: 'A processor', cores: 2, system: 'linux 6.1 x64', pinned: 'processes pinned to core 1', versions: { tensorflow: '2.21.0', pytorch: '2.13.0' }, rounds: 7, seconds: 5, date: '2026-01-02 03:04',
  };
  const text = report(machine, [ROW], [{ match: 'tensorflow', network: 'resnet20', apart: { logits: 1.25e-6, loss: 0, drop: 3e-3 } }]);
  expect(text).toContain('A processor, 2 cores, linux 6.1 x64; processes pinned to core 1. 7 rounds of 5 s a side, 2026-01-02 03:04. tensorflow: 2.21.0. pytorch: 2.13.0.');
  expect(cells(text.split('\n').find((line) => line.includes('e-6')))).toEqual(['ResNet-20, width 16', 'tensorflow', '1.3e-6', '0.0e+0', '3.0e-3']);
});

it('shows a profile by kernels, and what is left of a step', () => {
  // 20 ms, of them 12 + 3 in kernels.
  const text = profileText(networkNamed('convnet'), 'tensorflow', 'train', { steps: 4, wall: 20, rows: [{ name: 'Conv2D', calls: 6, ms: 12 }, { name: 'Relu', calls: 2.5, ms: 3 }] });
  const lines = text.split('\n');
  expect(lines[0]).toBe('convnet, training, batch 50, tensorflow: 20.00 ms a step (mean of the 4 fastest), 15.00 ms in 9 calls');
  expect(lines.slice(4).map(cells)).toEqual([
    ['Conv2D', '6', '12.000', '60.0 %'], ['Relu', '2.5', '3.000', '15.0 %'], ['everything else: JavaScript, binding', '', '5.000', '25.0 %'],
  ]);
});
