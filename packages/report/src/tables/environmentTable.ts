import { canonicalJson } from '@exitbench/core';
import type { EnvironmentRecord } from '@exitbench/records';

import type { TableView } from '../view.ts';

/** Where the run was made: a column for each environment. */
export function environmentTable(environments: readonly EnvironmentRecord[]): TableView {
  const rows: readonly (readonly [string, (e: EnvironmentRecord) => string])[] = [
    ['commit', (e) => `${e.commit?.slice(0, 12) ?? 'unknown'}${e.dirty === true ? ', with changes' : ''}`],
    ['lockfile', (e) => e.lockfile?.slice(0, 12) ?? 'unknown'],
    ['engine', (e) => e.engine.engine],
    ['engine’s fingerprint', (e) => fieldsText(Object.entries(e.engine).filter(([k]) => k !== 'engine'))],
    ['same bytes twice', (e) => (e.repeatable ? 'yes' : 'no')],
    ['CPU', (e) => e.cpu],
    ['Node', (e) => e.node],
  ];
  return {
    caption: 'Environment',
    columns: [{ label: '', numeric: false }, ...environments.map((_, i) => ({ label: environments.length === 1 ? 'value' : `environment ${i + 1}`, numeric: false }))],
    rows: rows.map(([label, read]) => [label, ...environments.map(read)].map((text) => ({ kind: 'text' as const, text }))),
    notes: [],
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function fieldText(value: unknown): string {
  if (typeof value === 'string') return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 12) : value;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? fieldsText(Object.entries(value))
    : canonicalJson(value);
}

/** By name: fields have no order of their own. */
function fieldsText(fields: readonly (readonly [string, unknown])[]): string {
  return fields.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name} ${fieldText(value)}`).join(', ');
}
