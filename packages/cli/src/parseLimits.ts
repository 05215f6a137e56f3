import type { NodeKind } from '@exitbench/harness';
import { InvalidArgumentError } from 'commander';

/** Kinds of nodes, as `--timeout` names them. A new one has to be added here before types hold. */
const KINDS: { readonly [kind in NodeKind]: true } = { prepare: true, phase: true, predict: true, select: true, analyse: true };

/** `600`: so many seconds for each node; `phase=600,analyse=60`: for nodes of these kinds. */
export function parseTimeout(value: string): number | { readonly [kind in NodeKind]?: number } {
  if (!value.includes('=')) return seconds(value);
  const limits: { [kind in NodeKind]?: number } = {};
  for (const part of value.split(',')) {
    const [kind = '', text = ''] = part.split('=', 2).map((s) => s.trim());
    if (!isKind(kind)) throw new InvalidArgumentError(`\`${kind}\` is no kind of node. Known: ${Object.keys(KINDS).join(', ')}.`);
    if (limits[kind] !== undefined) throw new InvalidArgumentError(`\`${kind}\` is there twice.`);
    limits[kind] = seconds(text);
  }
  return limits;
}

/** GiB as bytes. */
export function parseMemory(value: string): number {
  return Math.floor(positive(value, 'GiB') * 2 ** 30);
}

// ---------------------------------------------------------------------------------------------------------------------

/** Seconds that a timer of Node can wait: 2³¹ − 1 milliseconds. */
const LONGEST = 2_147_483;

function seconds(text: string): number {
  const value = positive(text, 'seconds');
  if (value > LONGEST) throw new InvalidArgumentError(`${text} seconds are more than a timer can wait: at most ${LONGEST}.`);
  return value;
}

function positive(text: string, unit: string): number {
  if (!/^\d+(\.\d+)?$/.test(text) || !(Number(text) > 0)) throw new InvalidArgumentError(`\`${text}\` is not a number of ${unit} above 0.`);
  return Number(text);
}

function isKind(name: string): name is NodeKind {
  return Object.hasOwn(KINDS, name);
}
