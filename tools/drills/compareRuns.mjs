// @ts-check
/** Compares what two runs of one benchmark left: entries by key, and records. Times and memory may differ, and what measures them. */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

import { readStore } from './storeContent.mjs';

/**
 * @param {{ readonly store: string, readonly records: string }} one paths
 * @param {{ readonly store: string, readonly records: string }} other
 * @returns {{ readonly entries: number, readonly differences: readonly string[] }}
 */
export function compareRuns(one, other) {
  const [a, b] = [readStore(one.store), readStore(other.store)];
  const [first, second] = [readRecords(one.records), readRecords(other.records)];
  const differences = [...a.damaged, ...b.damaged].map((name) => `damaged: ${name}`);
  for (const key of new Set([...a.entries.keys(), ...b.entries.keys()])) {
    if (first.volatileNodes.has(key)) continue;
    const [x, y] = [a.entries.get(key), b.entries.get(key)];
    if (x === undefined || y === undefined) differences.push(`${key}: only one of the stores has it`);
    else for (const field of /** @type {const} */ (['inputs', 'diverged', 'result', 'payloads'])) {
      if (!isDeepStrictEqual(x[field], y[field])) differences.push(`${x.kind} ${key.slice(0, 12)}: other ${field}`);
    }
  }
  if (first.lines.length !== second.lines.length) differences.push(`records: ${first.lines.length} lines and ${second.lines.length}`);
  first.lines.forEach((line, i) => {
    const other = second.lines[i];
    if (other !== undefined && line !== other) differences.push(`records: line ${i + 1}, ${differing(line, other)}`);
  });
  return { entries: a.entries.size, differences };
}

/**
 * The lines of records without times, memory and the values of volatile metrics, and the keys of the nodes that gave these.
 * @param {string} path @returns {{ readonly lines: readonly string[], readonly volatileNodes: ReadonlySet<string> }}
 */
export function readRecords(path) {
  const records = readFileSync(path, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  const { plan } = records.find((record) => record.kind === 'header');
  const metrics = new Set(plan.metrics.filter((/** @type {any} */ m) => m.volatile).map((/** @type {any} */ m) => m.id));
  const kept = records.filter((record) => record.kind !== 'value' || !metrics.has(record.metric));
  return {
    lines: kept.map((record) => JSON.stringify(record, (name, value) => (name === 'coreSeconds' || name === 'peakMemory' ? null : value))),
    volatileNodes: new Set(plan.nodes.filter((/** @type {any} */ n) => metrics.has(n.name)).map((/** @type {any} */ n) => n.key)),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Names the fields in which two records differ. @param {string} line @param {string} other */
function differing(line, other) {
  const [a, b] = [JSON.parse(line), JSON.parse(other)];
  const fields = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((field) => !isDeepStrictEqual(a[field], b[field]));
  const isMoved = a.kind === 'environment' && fields.every((field) => field === 'commit' || field === 'dirty');
  return `${a.kind}: other ${fields.join(', ')}${isMoved ? ' (the checkout has changed between the runs)' : ''}`;
}
