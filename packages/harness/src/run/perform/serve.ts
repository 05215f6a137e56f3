import { ExitbenchError } from '@exitbench/core';
import { type EngineId, type Fingerprint, startEngine, verifyLoaded } from '@exitbench/engines';

import type { EngineFingerprint } from '../../plan/plan.ts';
import type { DatasetRef } from '../../plan/task.ts';
import { openStore } from '../../store/store.ts';
import type { Failure, NodeEnd, NodeJob, NodeNews } from '../job.ts';
import type { Context } from './context.ts';
import { openSplits } from './openSplits.ts';
import { perform } from './perform.ts';

/** Runs nodes in this process, one at a time. What it has opened and started stays for the next node. */
export interface Server {
  run(job: NodeJob, tell: (news: NodeNews) => void, signal: AbortSignal): Promise<NodeEnd>;
}

/** @param measuresMemory whether the process is fresh, so that its peak memory is the first node's */
export function createServer({ measuresMemory }: { readonly measuresMemory: boolean }): Server {
  const opened = new Map<string, ReturnType<typeof openSplits>>();
  let engine: Promise<void> | undefined;
  let isFirst = true;

  async function start(fingerprint: EngineFingerprint): Promise<void> {
    const started = await startEngine(fingerprint.engine as EngineId);
    verifyLoaded(fingerprint as unknown as Fingerprint, started);
  }

  return {
    async run(job, tell, signal) {
      const measures = measuresMemory && isFirst;
      isFirst = false;
      const store = openStore(job.store, (corrupt) => tell({ kind: 'corrupt', corrupt }));
      const context: Context = {
        store, tell, signal,
        startEngine: () => (engine ??= start(job.engine)),
        splits(ref: DatasetRef) {
          const name = JSON.stringify(ref);
          const splits = opened.get(name) ?? openSplits(ref, (text) => tell({ kind: 'data', text }));
          opened.set(name, splits);
          splits.catch(() => opened.delete(name));
          return splits;
        },
      };
      const cpu = process.cpuUsage();
      const begun = performance.now();
      try {
        const { result, payloads } = await perform(job, context);
        const { user, system } = process.cpuUsage(cpu);
        const work = {
          coreSeconds: (user + system) / 1e6,
          seconds: (performance.now() - begun) / 1000,
          useful: 0,
          peakMemory: measures ? process.resourceUsage().maxRSS * 1024 : null,
        };
        const { kind, recipe, after, code, engine: made } = job.inputs;
        await store.write({ key: job.key, kind, inputs: JSON.parse(JSON.stringify({ recipe, after, code, engine: made })), result, work }, payloads);
        await store.checkpoint(job.key).remove();
        return { kind: 'done', work };
      } catch (error) {
        return { kind: 'failed', failure: failureOf(error) };
      }
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function failureOf(error: unknown): Failure {
  if (error instanceof ExitbenchError) {
    const { code, message, at, hint } = error;
    return { code, message, log: causeOf(error), ...(at === undefined ? {} : { at }), ...(hint === undefined ? {} : { hint }) };
  }
  return { code: 'unexpected', message: error instanceof Error ? `${error.name}: ${error.message}` : String(error), log: stackOf(error) };
}

function causeOf({ cause }: ExitbenchError): readonly string[] {
  return cause === undefined || cause instanceof ExitbenchError ? [] : stackOf(cause);
}

function stackOf(error: unknown): readonly string[] {
  return error instanceof Error ? (error.stack ?? error.message).split('\n') : [String(error)];
}
