import type { NodeName, RunEvent } from '@exitbench/harness';
import { scaled } from '@exitbench/report';

import { count, duration } from '../formats.ts';
import type { Io } from '../io.ts';
import type { Display } from './display.ts';

/** Seconds between two lines on one phase or analysis. */
const EVERY = 5;

/** What is told at once. What follows from a failure or a stop is counted at the end; the report names it. */
const OWN_FAULT: readonly string[] = ['failed', 'diverged', 'timeout', 'oom'];

/** Tells a run as plain lines. */
export function plainLines(io: Pick<Io, 'out' | 'err' | 'now'>): Display {
  const told = new Map<string, number>();
  let isStopping = false;
  const isTime = ({ key }: NodeName): boolean => {
    if (io.now() - (told.get(key) ?? -Infinity) < EVERY) return false;
    told.set(key, io.now());
    return true;
  };
  const tell = (event: RunEvent): void => {
    switch (event.kind) {
      case 'started':
        io.out(startLine(event));
        break;
      case 'node-started':
        told.set(event.node.key, io.now());
        if (event.node.kind === 'prepare' || event.node.kind === 'phase') io.out(`${event.node.label}: started`);
        break;
      case 'node-resumed':
        io.out(`${event.node.label}: goes on after step ${event.step}`);
        break;
      case 'node-checkpoint':
        // While a run goes on nobody waits for these.
        if (isStopping) io.out(`${event.node.label}: kept after step ${event.step}`);
        break;
      case 'node-elsewhere':
        io.out(`${event.node.label}: another process computes it; waiting for its result`);
        break;
      case 'node-note':
        // What happens to files is told at once: without them nothing else happens.
        if (event.node.kind !== 'analyse' || isTime(event.node)) io.out(`${event.node.label}: ${event.text}`);
        break;
      case 'node-progress':
        if (isTime(event.node)) io.out(progressLine(event));
        break;
      case 'node-done':
        if (event.node.kind === 'prepare' || event.node.kind === 'phase') {
          io.out(`${place(event.standing)} ${event.node.label}: ${event.copied ? 'taken from its trial' : `done in ${duration(event.work.seconds)}`}, ETA ${duration(event.standing.eta)}`);
        }
        break;
      case 'node-ended':
        if (OWN_FAULT.includes(event.outcome.status)) io.err(`${event.node.label}: ${event.outcome.status}. ${event.outcome.reason}`);
        break;
      case 'corrupt':
        io.err(`${event.corrupt.label ?? event.corrupt.key.slice(0, 12)}: its stored result was damaged and is computed again: ${event.corrupt.reason}.`);
        break;
      case 'stopping':
        isStopping = true;
        io.err(`Stopping${event.reason === undefined ? '' : `: ${event.reason.replace(/\.$/, '')}`}. Running phases keep where they are; Ctrl-C once more ends at once.`);
        break;
      case 'finished':
        for (const line of endLines(event)) io.err(line);
        break;
      default:
        event satisfies never;
    }
  };
  return { tell, warn: io.err, close() {} };
}

// ---------------------------------------------------------------------------------------------------------------------

type Of<K extends RunEvent['kind']> = Extract<RunEvent, { readonly kind: K }>;

function startLine({ nodes, cached, toRun, macs, seconds, slots }: Of<'started'>): string {
  const stored = `${cached} of ${count(nodes, 'node')} in the store`;
  if (toRun === 0) return `${stored}: nothing to compute.`;
  return `${stored}, ${toRun} to run: ${scaled(macs)} multiply-accumulates, about ${duration(seconds)} in ${slots === 1 ? '1 process' : `${slots} processes`}`;
}

/** How many nodes did not come to a result, by status. */
function endLines({ outcomes }: Of<'finished'>): readonly string[] {
  const statuses = new Map<string, number>();
  for (const { status } of outcomes.values()) if (status !== 'completed') statuses.set(status, (statuses.get(status) ?? 0) + 1);
  return statuses.size === 0 ? [] : [`Nodes without a result: ${[...statuses].map(([status, n]) => `${n} ${status}`).join(', ')}.`];
}

function progressLine({ node, progress, standing }: Of<'node-progress'>): string {
  const { step, steps, epoch, loss, imagesPerSecond } = progress;
  return `${place(standing)} ${node.label}: epoch ${epoch}, step ${step}/${steps}, loss ${loss.toPrecision(4)}, ${Math.round(imagesPerSecond)} images/s, ETA ${duration(standing.eta)}`;
}

function place({ done, nodes }: Of<'node-done'>['standing']): string {
  return `[${done}/${nodes}]`;
}
