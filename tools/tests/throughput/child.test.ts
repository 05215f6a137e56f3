import { expect, it } from 'vitest';

import { startChild } from '../../throughput/child.mjs';

/** Answers `{"n":…}` with its double, says other things between, fails at 0, and ends at -1. */
const PROGRAM = `
  const say = (x) => console.log(JSON.stringify(x));
  console.log('a greeting that is no answer');
  say({ ready: true });
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const { n } = JSON.parse(line);
    if (n === -1) { console.error('out of memory'); process.exit(3); }
    say(n === 0 ? { error: 'nothing to double' } : { double: 2 * n, from: process.env.EXITBENCH_TEST });
  });
`;
const start = (program = PROGRAM) => startChild('the doubler', [process.execPath, '-e', program], { EXITBENCH_TEST: 'here' });

it('answers one request after the other, and ends with its input', async () => {
  const child = await start();
  expect(child.hello).toEqual({ ready: true });
  expect(await child.ask({ n: 2 })).toEqual({ double: 4, from: 'here' });
  expect(await child.ask({ n: 5 })).toEqual({ double: 10, from: 'here' });
  await child.end();
  await expect(child.ask({ n: 1 })).rejects.toThrow('the doubler has ended');
});

it('tells an error, and goes on', async () => {
  const child = await start();
  await expect(child.ask({ n: 0 })).rejects.toThrow('the doubler: nothing to double');
  expect(await child.ask({ n: 1 })).toMatchObject({ double: 2 });
  await child.end();
});

it('says what a process said that ended by itself', async () => {
  const child = await start();
  await expect(child.ask({ n: -1 })).rejects.toThrow(/the doubler ended by itself:[\s\S]*out of memory/);
});

it('says so when a process never answers, or cannot be started', async () => {
  await expect(start('console.error("no such module"); process.exit(1)')).rejects.toThrow(/ended by itself:\nno such module/);
  await expect(startChild('nobody', ['exitbench-no-such-program'], {})).rejects.toThrow(/nobody ended by itself:[\s\S]*ENOENT/);
});
