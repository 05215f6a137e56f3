// Checks that everything random or scheduled that reaches weights has the pinned bits on every supported line of Node.
// Usage: node tools/node-matrix.mjs [version …]. Versions that are not here come from npm's package `node`.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = 'packages/nn/tests/portable';
const versions = process.argv.length > 2 ? process.argv.slice(2) : ['20.20.2', '22.23.3', '24.21.0'];
const pinned = JSON.parse(readFileSync(`${root}/${folder}/pinned.json`, 'utf8'));

let wrong = 0;
for (const version of versions) {
  const flags = ['--import', '@oxc-node/core/register', '--conditions', '@exitbench/source'];
  const run = spawnSync('npx', ['-y', `node@${version}`, ...flags, `${folder}/print.ts`], { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) {
    wrong++;
    console.log(`Node ${version}: did not run.\n${run.stderr}`);
    continue;
  }
  const found = JSON.parse(run.stdout);
  for (const [name, digest] of Object.entries(pinned)) {
    const same = found[name] === digest;
    if (!same) wrong++;
    console.log(`Node ${version}  ${name.padEnd(16)}  ${same ? 'pinned' : 'DIFFERS'}  ${found[name]}`);
  }
}
console.log(wrong === 0 ? 'All digests are the pinned ones.' : `${wrong} differ.`);
process.exitCode = wrong === 0 ? 0 : 1;
