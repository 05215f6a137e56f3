import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { readEnvironment } from '@exitbench/harness';
import { parseRecords } from '@exitbench/records';
import { hypothesesDigest } from '@exitbench/report';
import { expect, it } from 'vitest';

import { tempFolder } from './recordsOf.ts';
import { smoke } from './storeNodes.ts';
import { exitbench } from './terminal.ts';

it('writes into the records which statements the run was made under, with a commit only where nothing was changed', async () => {
  const folder = tempFolder();
  await exitbench(['run', '--profile', 'smoke', '--store', join(folder, 'store'), '--out', join(folder, 'out')], { stop: 'running' });
  const [header] = parseRecords(readFileSync(join(folder, 'out', 'tiny-smoke', 'records.jsonl'), 'utf8'));
  const { commit, dirty } = readEnvironment((await smoke()).engine);
  expect(header).toMatchObject({ kind: 'header', hypotheses: { digest: hypothesesDigest(), commit: dirty === false ? commit : null } });
});
