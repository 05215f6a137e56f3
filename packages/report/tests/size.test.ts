import { formatRecords, parseRecords } from '@exitbench/records';
import { expect, it } from 'vitest';

import { buildView, renderHtml, renderMarkdown } from '../src/index.ts';
import { analyses } from './analyses.ts';

it('keeps a page with all analyses of two architectures, five seeds and five arms below 3 MB, surfaces of one seed', async () => {
  const view = buildView(parseRecords(formatRecords(analyses())));
  const figures = view.groups.flatMap((g) => g.figures);
  // Of each architecture: 5 arms × 7 or 9 outputs on planes of 15 × 15, and a plane of each seed.
  expect(figures.filter((f) => f.shape.kind === 'surface').map((f) => (f.shape.kind === 'surface' ? f.shape.panels.length : 0))).toEqual([35, 5, 45, 5]);
  expect(view.hypotheses?.judged?.filter((j) => j.outcome !== 'not-testable').map((j) => j.id)).toContain('H7');
  expect((await renderHtml(view)).length).toBeLessThan(3_000_000);
  expect(renderMarkdown(view).length).toBeLessThan(1_500_000);
});
