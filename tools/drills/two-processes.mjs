// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { benchProgram } from './benchProgram.mjs';
import { twoProcessDrill } from './twoProcessDrill.mjs';

const HELP = `Lets two processes run one benchmark on one store at the same time, again and again, and counts from what both say: no node may
be computed twice, nothing may be damaged, and all records must be equal but for times and memory. In some rounds the first process is
killed while it computes something; the other one must take over. Ends with 1 when anything is wrong. Needs Linux, and the built packages
(npm run build).

  node tools/drills/two-processes.mjs [options]

  --benchmark <id>    default: regimes
  --profile <name>    default: smoke
  --engine <id>       default: the best that is set up
  --jobs <n>          nodes at once, of each process; default 1
  --rounds <n>        default 20
  --kill-every <n>    the first process is killed in every so-many-th round; default 4, never with 0
  --delay <s>         the most seconds that a kill waits, at random; default 3
  --seed <n>          of the random moments; default 1
  --folder <path>     where stores and records go, and stay; default: a temporary folder that is removed when all is well`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false }, benchmark: { type: 'string', default: 'regimes' }, profile: { type: 'string', default: 'smoke' },
    engine: { type: 'string' }, jobs: { type: 'string', default: '1' }, rounds: { type: 'string', default: '20' },
    'kill-every': { type: 'string', default: '4' }, delay: { type: 'string', default: '3' }, seed: { type: 'string', default: '1' }, folder: { type: 'string' },
  },
});
if (values.help) console.log(HELP);
else process.exitCode = await drill();

// ---------------------------------------------------------------------------------------------------------------------

async function drill() {
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'exitbench-two-'));
  const { program, recordsIn } = benchProgram(values);
  const { rounds, problems } = await twoProcessDrill({
    programs: [program, program], recordsIn, folder, rounds: Number(values.rounds), killEvery: Number(values['kill-every']),
    delay: Number(values.delay), seed: Number(values.seed), say: console.log,
  });
  console.table(rounds.map(({ round, killed, computed: [a, b], takenOver }) => ({ round, 'by the first': a, 'by the second': b, 'first killed': killed, 'taken over': takenOver })));
  for (const problem of problems) console.error(problem);
  console.log(problems.length === 0 ? 'No node was computed twice, and nothing was damaged.' : `${problems.length} problems; what was written is in ${folder}`);
  if (problems.length === 0 && values.folder === undefined) rmSync(folder, { recursive: true });
  return problems.length === 0 ? 0 : 1;
}
