import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { EngineFingerprint } from '../../src/plan/plan.ts';
import { failureOf, forgetFailure, noteFailure } from '../../src/store/failures.ts';
import { addSpeed, readSpeed, speedId } from '../../src/store/speeds.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { node } from './nodes.ts';

const { key } = node(0);

describe('a note on a failure', () => {
  it('is kept until it is forgotten', async () => {
    const store = await tempFolder();
    expect(await failureOf(store, key)).toBeUndefined();
    await noteFailure(store, key, { status: 'failed', reason: 'a', log: [] });
    await noteFailure(store, key, { status: 'timeout', reason: 'b', log: ['line'] });
    expect(await failureOf(store, key)).toEqual({ status: 'timeout', reason: 'b', log: ['line'] });
    expect(await failureOf(store, node(1).key)).toBeUndefined();
    await forgetFailure(store, key);
    expect(await failureOf(store, key)).toBeUndefined();
    await forgetFailure(store, key);
  });

  it('that cannot be read is none', async () => {
    const store = await tempFolder();
    await noteFailure(store, key, { status: 'failed', reason: 'a', log: [] });
    for (const text of ['', 'null', '{"status":"completed","reason":"a","log":[]}']) {
      await writeFile(join(store, 'failures', `${key}.json`), text);
      expect(await failureOf(store, key)).toBeUndefined();
    }
  });
});

describe('a speed', () => {
  it('is the sum of what was added, by engine and processor', async () => {
    const store = await tempFolder();
    const engine = { engine: 'cpu', version: '1' } as unknown as EngineFingerprint;
    const [id, other] = [speedId(engine, 'Processor A'), speedId(engine, 'Processor B')];
    expect(id).not.toBe(other);
    expect(await readSpeed(store, id)).toBeUndefined();
    await addSpeed(store, id, { expected: 10, seconds: 20 });
    await addSpeed(store, id, { expected: 5, seconds: 11 });
    await addSpeed(store, id, { expected: NaN, seconds: 1 });
    await addSpeed(store, id, { expected: 1, seconds: 0 });
    await addSpeed(store, other, { expected: 1, seconds: 3 });
    expect(await readSpeed(store, id)).toEqual({ expected: 15, seconds: 31 });
    expect(await readSpeed(store, other)).toEqual({ expected: 1, seconds: 3 });
  });

  it('that cannot be read is unknown', async () => {
    const store = await tempFolder();
    for (const text of ['{', 'null', '{"a":null}', '{"a":{"expected":"1","seconds":1}}']) {
      await writeFile(join(store, 'speeds.json'), text);
      expect(await readSpeed(store, 'a')).toBeUndefined();
    }
    await addSpeed(store, 'a', { expected: 1, seconds: 1 });
    expect(await readSpeed(store, 'a')).toEqual({ expected: 1, seconds: 1 });
  });
});
