/**
 * A program: `leaseHolder FOLDER NAME HEARTBEAT EXPIRY` says `ready`, takes a lease when it is told `take` (NAME `all`: of the whole
 * store) and says `taken` or `refused`, says `lost` when it is, and `released` when it was told `release`.
 */
import { createInterface } from 'node:readline';

import type { NodeKey } from '@exitbench/core';

import { type Lease, openLeases } from '../../src/store/leases.ts';

const [folder = '', name = '', heartbeat, expiry] = process.argv.slice(2);
const leases = openLeases(folder, { heartbeat: Number(heartbeat), expiry: Number(expiry) });
const say = (word: string): void => void process.stdout.write(`${word}\n`);

let lease: Lease | undefined;
say('ready');
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'take') {
    lease = name === 'all' ? await leases.takeAll('a process') : await leases.take(name as NodeKey, 'a process');
    lease?.lost.addEventListener('abort', () => say('lost'));
    say(lease === undefined ? 'refused' : 'taken');
  } else {
    await lease?.release();
    say('released');
  }
}
