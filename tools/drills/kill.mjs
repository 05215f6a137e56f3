// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { benchProgram } from './benchProgram.mjs';
import { killDrill } from './killDrill.mjs';

const HELP = `Kills a run of a benchmark several times with everything that it has started, lets it come to its end, and compares it with a
run that nobody disturbed, in a store of its own: every entry of the stores (inputs, results, digests of weights and outputs) and the
records but for times and memory. Says where phases went on. Ends with 1 when anything differs, a phase went on from elsewhere than its
last checkpoint, or a process is left behind. Needs Linux, and the built packages (npm run build).

  node tools/drills/kill.mjs [options]

  --benchmark <id>   default: regimes
  --profile <name>   default: quick
  --engine <id>      default: the best that is set up
  --jobs <n>         nodes at once; default 2
  --kills <n>        default 5
  --in-phase <n>     how many of them, at least, while a phase is past its first checkpoint; default 3
  --delay <s>        the most seconds that a kill waits from there, at random; default 5
  --seed <n>         of the random moments; default 1
  --folder <path>    where stores and records go, and stay; default: a temporary folder that is removed when all is well`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false }, benchmark: { type: 'string', default: 'regimes' }, profile: { type: 'string', default: 'quick' },
    engine: { type: 'string' }, jobs: { type: 'string', default: '2' }, kills: { type: 'string', default: '5' }, 'in-phase': { type: 'string', default: '3' },
    delay: { type: 'string', default: '5' }, seed: { type: 'string', default: '1' }, folder: { type: 'string' },
  },
});
if (values.help) console.log(HELP);
else process.exitCode = await drill();

// ---------------------------------------------------------------------------------------------------------------------

async function drill() {
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'exitbench-kill-'));
  const { kills, resumed, entries, problems } = await killDrill({
    ...benchProgram(values), folder, kills: Number(values.kills), inPhase: Number(values['in-phase']), delay: Number(values.delay),
    seed: Number(values.seed), say: console.log,
  });
  console.table(kills.map(({ kill, seconds, phases }) => ({ kill, 'after s': seconds.toFixed(1), 'phases past a checkpoint': phases.length })));
  console.table(resumed.map(({ label, from, checkpoint, last }) => ({ phase: label, 'went on after step': from, 'last checkpoint told': checkpoint, 'last step told': last })));
  for (const problem of problems) console.error(problem);
  console.log(problems.length === 0 ? `${entries} entries and all records are equal.` : `${problems.length} problems; what was written is in ${folder}`);
  if (problems.length === 0 && values.folder === undefined) rmSync(folder, { recursive: true });
  return problems.length === 0 ? 0 : 1;
}
