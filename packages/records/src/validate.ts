import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

import { ExitbenchError, unknownName } from '@exitbench/core';

import { recordSchemas } from './schemas.ts';
import type { RunRecord } from './types.ts';

const KINDS: readonly string[] = Object.keys(recordSchemas);
const compiled = new Map<string, ValidateFunction>();

/**
 * A line as a record of the current schema.
 *
 * @param at where the line is, for errors: `records.jsonl:3`
 * @throws ExitbenchError `bad-record` for a wrong field, `unknown-name` for a kind of line that does not exist.
 */
export function validateRecord(line: unknown, at: string): RunRecord {
  const kind = typeof line === 'object' && line !== null && 'kind' in line ? line.kind : undefined;
  if (typeof kind !== 'string') throw new ExitbenchError('bad-record', 'A record is an object with a `kind`.', { at, hint: `Kinds: ${KINDS.join(', ')}.` });
  if (!KINDS.includes(kind)) throw unknownName('kind of record', kind, KINDS, at);
  const validate = validator(kind);
  if (!validate(line)) {
    throw new ExitbenchError('bad-record', `This ${kind} record is not what its schema says: ${problem(validate.errors ?? [])}.`, {
      at, hint: 'The file was edited or written by another program. Make it again from the store: run the benchmark again.',
    });
  }
  return line as RunRecord; // the schema has said so
}

// ---------------------------------------------------------------------------------------------------------------------

/** Compiled at first use: reading a schema costs more than most readers of this package need. */
function validator(kind: string): ValidateFunction {
  const known = compiled.get(kind);
  if (known !== undefined) return known;
  // Our own schemas are checked by a test, not by every reader; few lines are validated, so they are not worth optimising for.
  const made = new Ajv({ strict: true, strictTypes: false, meta: false, validateSchema: false, code: { optimize: false } }).compile(recordSchemas[kind] ?? false);
  compiled.set(kind, made);
  return made;
}

function problem(errors: readonly ErrorObject[]): string {
  // Of an `anyOf` with null, the error of the other branch says more.
  const error = errors.find((e) => e.keyword !== 'anyOf' && e.params['type'] !== 'null') ?? errors[0];
  if (error === undefined) return 'it is wrong';
  const field = error.instancePath === '' ? 'the record' : `\`${error.instancePath.slice(1).replaceAll('/', '.')}\``;
  const extra = typeof error.params['additionalProperty'] === 'string' ? ` (\`${error.params['additionalProperty']}\`)` : '';
  return `${field} ${error.message ?? 'is wrong'}${extra}`;
}
