import { Ajv } from 'ajv';
import { expect, it } from 'vitest';

import { recordSchemas } from '../src/index.ts';

it.each(Object.entries(recordSchemas))('the schema of %s records is a JSON Schema', (_, schema) => {
  const ajv = new Ajv({ strict: true, strictTypes: false });
  expect(ajv.validateSchema(schema)).toBe(true);
  // What is checked here is not checked when records are read.
  expect(ajv.validateSchema({ ...schema, required: 'kind' })).toBe(false);
});
