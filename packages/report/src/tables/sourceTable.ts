import type { PlanRecord, SourceRecord } from '@exitbench/records';

import { variantWords } from '../aggregate/datasetLabel.ts';
import type { TableView } from '../view.ts';

const KINDS: { readonly [kind in SourceRecord['kind']]: string } = { dataset: 'data set', architecture: 'architecture', regime: 'regime', metric: 'metric' };

/** Whose work was used, and under which licence the data are. */
export function sourceTable({ sources, arms }: PlanRecord): TableView {
  const variants = (id: string): string => [...new Set(arms.flatMap((a) => (a.dataset.id === id ? [variantWords(a.dataset.variant)] : [])))].join(', ');
  const titled = ({ kind, id, title }: SourceRecord): string => (kind === 'dataset' ? `${title} (${variants(id)})` : title);
  return {
    caption: 'Sources',
    columns: ['what', 'name', 'plugin', 'source', 'licence'].map((label) => ({ label, numeric: false })),
    rows: sources.map((s) => [KINDS[s.kind], titled(s), s.id, s.citation, s.licence ?? ''].map((text) => ({ kind: 'text' as const, text }))),
    notes: sources.length === 0 ? ['The records do not say: they were written before sources were kept.'] : [],
  };
}
