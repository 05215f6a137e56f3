import { expect, it } from 'vitest';

import { schemaProblem } from '../src/index.ts';

const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'], additionalProperties: false };

it('finds nothing wrong with a right value', async () => {
  expect(await schemaProblem(schema, { n: 1 })).toBeUndefined();
});

it('names the field', async () => {
  expect(await schemaProblem(schema, { n: 1.5 })).toBe('`n` must be integer');
  expect(await schemaProblem(schema, {})).toContain("'n'");
  expect(await schemaProblem(schema, { n: 1, m: 2 })).toContain('`m`');
});

it('throws for a schema with a misspelt keyword', async () => {
  await expect(schemaProblem({ ...schema, requierd: [] }, {})).rejects.toThrow('requierd');
});
