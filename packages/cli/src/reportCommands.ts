import type { Command } from 'commander';

import { atLeast, examples } from './commandParts.ts';
import type { CommandContext, CommandEnd } from './context.ts';
import { splitNames } from './splitNames.ts';

/** The commands that take records: a report of them, two compared, some of their cells computed again, all published. */
export function addReportCommands(program: Command, context: CommandContext, ended: (end: CommandEnd) => void): void {
  const { command } = context;
  program.command('report <records>')
    .description('make a report of a results file, or of the folder that it is in')
    .option('--out <path>', 'a folder for the page, its Markdown, the numbers as CSV, the figures and the records; or a file.md (default: print the Markdown)')
    .option('--dataset <names>', 'only these data sets, separated by commas', splitNames)
    .option('--architecture <names>', 'only these architectures', splitNames)
    .option('--regime <names>', 'only these regimes: they are compared with each other alone', splitNames)
    .option('--seed <numbers>', 'only these seeds', splitNames)
    .option('--json', 'what the report says as JSON; with --out the paths of its files')
    .addHelpText('after', examples(command, 'report reports/local/regimes-quick', 'report records.jsonl --out report.md', 'report reports/local/regimes-quick --dataset mnist --out mnist-only', 'report reports/local/regimes-quick --json | jq .answers'))
    .action(async (file: string, options) => ended(await (await import('./commands/report.ts')).report(file, options, context)));

  program.command('compare <a> <b>')
    .description('say what is better, worse, new and gone in the second of two runs; each a results file or the folder that it is in')
    .option('--all', 'show rows that are the same too')
    .option('--gate', 'end with 4 where a row is worse, where a result or a seed of the first run is lost in the second, or where rows differ and none has seeds enough to be judged')
    .option('--json', 'one JSON object: passes, closed (why it does not), a, b, rows, family, environment, plan, notCompared')
    .addHelpText('after', `
A row is a number that each seed has: an arm's metric at an exit, a cost level or a row of its table. Rows are paired by seed: the same first
weights, the same order of data. \`better\` and \`worse\` are said where the paired t test, adjusted by Holm over all rows, is at most .05;
\`same\` where every pair is equal to the last digit; \`undecided\` says nothing of equality; \`too few seeds\` differ on one or two, so nothing
can be said. In JSON a row has arm, metric, quantity, scale,
place, verdict, a, b, difference (each with mean, n and interval), p, adjusted, n, notes, lost. Files of different comparability are refused.
${examples(command, 'compare reports/0.1.0 reports/local/regimes-quick', 'compare before.jsonl after.jsonl --gate', 'compare before after --json | jq \'.rows[] | select(.verdict == "worse")\'')}`)
    .action(async (a: string, b: string, options) => ended(await (await import('./commands/compare.ts')).compare(a, b, options, context)));

  program.command('verify <records>')
    .description('compute some cells of a report again, from nothing, and compare every number; of a folder its files with its manifest too; ends with 2 where something differs')
    .option('--sample <n>', 'cells to compute, taken at random among those with results', atLeast(1), 3)
    .option('--seed <n>', 'of the draw: the same one takes the same cells (default: a new one, which is told)', atLeast(0))
    .option('--benchmark <file...>', 'modules that export benchmarks, instead of those that come along')
    .option('--jobs <n>', 'nodes at once, one process each (default: one for each core)', atLeast(1))
    .option('--store <folder>', 'a store to look up what differs where equality cannot be expected; nothing is taken from it and nothing written (default: that of the checkout)')
    .option('--json', 'one JSON object: benchmark, profile, report (files, damaged), seed, sampled, checked, unchecked, failed, differences, environment, seconds')
    .addHelpText('after', `
Everything is computed in a store of its own that is removed afterwards. With the code, the engine and the data of the records not a digit may
differ; where one of these is another, so that equality cannot be expected, that is told and nothing is computed. Cells that are not
sampled are counted as unchecked. In JSON a difference has cell (null for what is said of the whole run), metric (null for the training history and the plan), path, recorded, recomputed.
${examples(command, 'verify reports/local/regimes-quick --sample 3', 'verify reports/0.1.0 --sample 1 --seed 7', 'verify records.jsonl --benchmark ./mine.js --json')}`)
    .action(async (file: string, options) => ended(await (await import('./commands/verify.ts')).verify(file, options, context)));

  program.command('publish [records]')
    .description('publish a run: its page, Markdown, CSV, figures, records and digests as reports/<version>, with an index; without records only the index')
    .option('--as <version>', 'the version, which is the folder\'s name (default: that of this program)')
    .option('--to <folder>', 'where versions are published (default: reports of the checkout)')
    .option('--json', 'one JSON object: version, folder, index, releases')
    .addHelpText('after', `
A version that is published is never written over. Equal records give equal bytes. Every version is held against its manifest first: where one
is damaged or lost it is named, and nothing is written.
${examples(command, 'publish reports/local/regimes-tuned --as 0.1.0', 'publish')}`)
    .action(async (file: string | undefined, options) => ended(await (await import('./commands/publish.ts')).publish(file, options, context)));
}
