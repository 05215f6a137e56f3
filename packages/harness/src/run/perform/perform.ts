import { prepareDataset } from '../../data/prepareDataset.ts';
import type { NodeJob } from '../job.ts';
import type { Context } from './context.ts';
import { loadPlugin } from './loadPlugin.ts';
import { performAnalyse } from './performAnalyse.ts';
import { performPhase } from './performPhase.ts';
import { performPredict } from './performPredict.ts';
import { performSelect } from './performSelect.ts';
import { type Performed, asJson } from './results.ts';
import { stopwatch } from './stopwatch.ts';

/** Does what a node says. What it reads is in the store; what it gives is not yet. */
export async function perform(job: NodeJob, context: Context): Promise<Performed> {
  const { task } = job;
  switch (task.kind) {
    case 'prepare': {
      const useful = stopwatch();
      await useful.of(() => context.splits(task.dataset));
      const { facts } = await prepareDataset(await loadPlugin('dataset', task.dataset), task.dataset.variant);
      return { result: asJson({ files: facts }), payloads: {}, useful: useful.seconds(), before: null };
    }
    case 'phase':
      return performPhase(task, job, context);
    case 'predict':
      return performPredict(task, context);
    case 'select':
      return performSelect(task, context.store);
    case 'analyse':
      return performAnalyse(task, context);
    default:
      return task satisfies never;
  }
}
