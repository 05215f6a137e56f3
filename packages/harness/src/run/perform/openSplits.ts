import { type Dataset, ExitbenchError, type Split, type Splits, stratifiedOrder, subset } from '@exitbench/core';

import { prepareDataset } from '../../data/prepareDataset.ts';
import type { DatasetRef } from '../../plan/task.ts';
import { loadPlugin } from './loadPlugin.ts';
import { tellData } from './tellData.ts';

/**
 * Provides a data set's files and opens them, cut to the sizes that are asked for: nested, stratified subsets that
 * depend on the data set only. A part is cut when it is first looked at, so training never touches `test`.
 *
 * @throws ExitbenchError `bad-data`, `plugin-failed`
 */
export async function openSplits(ref: DatasetRef, say: (text: string) => void): Promise<Splits> {
  const plugin = await loadPlugin('dataset', ref);
  const { files } = await prepareDataset(plugin, ref.variant, { onProgress: (event) => say(tellData(event)) });
  const splits = await plugin.open(files);
  checkLengths(plugin, splits);
  const part = lazily((name: keyof Splits) => cut(splits[name], ref.sizes[name], `${ref.id}/${name}`));
  return {
    get train() {
      return part('train');
    },
    get validation() {
      return part('validation');
    },
    get test() {
      return part('test');
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function checkLengths(plugin: Dataset, splits: Splits): void {
  const declared = { train: plugin.trainSize, validation: plugin.validationSize, test: plugin.testSize };
  for (const name of ['train', 'validation', 'test'] as const) {
    if (splits[name].length !== declared[name]) {
      throw new ExitbenchError('bad-data', `\`${plugin.id}\` has ${splits[name].length} samples in \`${name}\`, but says ${declared[name]}.`, {
        at: `${plugin.id}.${name}Size`, hint: 'Correct the declaration, or how the files are read.',
      });
    }
  }
}

/** The first samples of the split's fixed order; the split itself where all are wanted. */
function cut(split: Split, size: number, name: string): Split {
  return size === split.length ? split : subset(split, stratifiedOrder(split.labels, name).slice(0, size));
}

function lazily<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}
