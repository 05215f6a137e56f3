import { expect, it } from 'vitest';

import { buildView, renderMarkdown } from '../src/index.ts';
import { header, records } from './example.ts';

const text = renderMarkdown(buildView(records));

it('starts with the notice of the profile', () => {
  expect(text.split('\n')[0]).toBe('> **Demonstration: no hypothesis is judged here.**');
  const without = { ...header, plan: { ...header.plan, notice: null } };
  expect(renderMarkdown(buildView([without])).split('\n')[0]).toBe('# Three regimes');
});

it('is the same text for the same records', () => {
  expect(renderMarkdown(buildView(structuredClone(records)))).toBe(text);
});

it('says everything', () => {
  expect(text).toMatchSnapshot();
});
