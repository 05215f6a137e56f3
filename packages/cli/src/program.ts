import { Command, InvalidArgumentError, Option } from 'commander';

import { atLeast, examples } from './commandParts.ts';
import type { CommandContext, CommandEnd, Context } from './context.ts';
import { parseMemory, parseTimeout } from './parseLimits.ts';
import { addReportCommands } from './reportCommands.ts';
import { splitNames } from './splitNames.ts';

/**
 * The commands. What a command needs is imported when it runs, so that help is there at once.
 * @param ended told what the command came to
 */
export function buildProgram(given: Context, ended: (end: CommandEnd) => void): Command {
  const { io, benchmarks, command } = given;
  const write = (say: (line: string) => void) => (text: string) => say(text.replace(/\n$/, ''));
  const program = new Command(command)
    .description('Should the backbone and the exits of an early-exit network be trained disjointly, jointly or mixed, and what does it cost?')
    .exitOverride()
    .configureOutput({ writeOut: write(io.out), writeErr: write(io.err) })
    .showHelpAfterError(`Try \`${command} --help\`.`)
    .addHelpText('after', helpText(command));
  // They are asked for when one runs, and all are there.
  const context: CommandContext = { ...given, get commands() { return program.commands.map((c) => c.name()); } };

  withBenchmark(program.command('run [benchmarks...]', { isDefault: benchmarks.length > 0 }))
    .description('run benchmarks and report: all that have the profile, or those that are named')
    .option('--jobs <n>', 'nodes at once, one process each (default: one for each core)', atLeast(1))
    .addOption(new Option('--cache <policy>', 'results in the store: use them; remove those of this command and compute them again; or compute nothing').choices(['reuse', 'refresh', 'only']).default('reuse'))
    .option('--out <folder>', 'where <benchmark>-<profile>/ with records and report goes (default: reports/local of the checkout)')
    .option('--store <folder>', 'where results are kept (default: EXITBENCH_STORE, else .exitbench of the checkout)')
    .option('--timeout <limits>', 'seconds that a node may take: one number for all, or by kind, as phase=600,analyse=60 (default: 30 times the expected)', parseTimeout)
    .option('--memory <GiB>', 'memory that a process may hold before it is ended (default: 4)', parseMemory)
    .option('--dry', 'say what would run and how long it would take, and start nothing')
    .option('--json', 'each event as a line of JSON, and nothing else on the standard output')
    .addHelpText('after', examples(command, 'run', 'run regimes --profile smoke --engine wasm', 'run regimes --dataset mnist --regime joint --seed 0,1', 'run --dry', 'run regimes --jobs 1 --timeout phase=600,analyse=60 --json'))
    .action(async (names: readonly string[], options) => ended(await (await import('./commands/run.ts')).run(names, options, context)));

  withBenchmark(program.command('plan [benchmarks...]'))
    .description('say what a run would do and cost; nothing is trained and no engine is loaded')
    .option('--json', 'the plan without code and engine, as it is committed beside a benchmark; with --diff one JSON object: plans, each with benchmark, profile, file, changes')
    .option('--diff [file]', 'in what it is another plan than the one that is committed beside the benchmark, or in a file; ends with 2 where it is')
    .option('--store <folder>', 'where results are kept (default: EXITBENCH_STORE, else .exitbench of the checkout)')
    .addHelpText('after', examples(command, 'plan regimes', "plan backbones --profile full --architecture 'resnet(width=8)'", 'plan regimes --profile quick --json', 'plan regimes --diff'))
    .action(async (names: readonly string[], options) => ended(await (await import('./commands/plan.ts')).plan(names, options, context)));

  withBenchmark(program.command('status [benchmarks...]'))
    .description('say how far benchmarks have come, what runs now and what failed; starts nothing')
    .option('--store <folder>', 'where results are kept (default: EXITBENCH_STORE, else .exitbench of the checkout)')
    .option('--json', 'one JSON object: plans, each with benchmark, profile, nodes, stored, cells (cell, status, reason), running, toRun, macs, seconds')
    .addHelpText('after', examples(command, 'status', 'status regimes --profile smoke', `status --json | jq '.plans[].cells[] | select(.status == "failed")'`))
    .action(async (names: readonly string[], options) => ended(await (await import('./commands/status.ts')).status(names, options, context)));

  withBenchmark(program.command('explain <cell> [benchmarks...]'))
    .description('say what is stored of a cell, and why the first node that is not has to be computed')
    .option('--store <folder>', 'where results are kept (default: EXITBENCH_STORE, else .exitbench of the checkout)')
    .option('--json', 'one JSON object: plans, each with benchmark, profile, cell, nodes (kind, name, key, standing), without (metric, reason), first (node, neighbour, differences, before)')
    .addHelpText('after', examples(command, 'explain mnist:official/convnet/dense-pooled/mixed/0', 'explain joint/0 --profile smoke', 'explain joint/0 --profile smoke --json'))
    .action(async (cell: string, names: readonly string[], options) => ended(await (await import('./commands/explain.ts')).explain(cell, names, options, context)));

  addReportCommands(program, context, ended);

  program.command('list')
    .description('list benchmarks, their profiles and their parts')
    .option('--benchmark <file...>', 'modules that export benchmarks')
    .option('--json', 'one JSON object: benchmarks, each with id, title, question, profiles, datasets, architectures, regimes, heads, metrics, epochs')
    .addHelpText('after', examples(command, 'list', 'list --benchmark ./mine.js', "list --json | jq -r '.benchmarks[].id'"))
    .action(async (options) => ended(await (await import('./commands/list.ts')).list(options, context)));

  program.command('doctor')
    .description('say which engine is used and why, where things are kept, and how to remove them')
    .option('--engine <id>', 'ask about this engine')
    .option('--store <folder>', 'the store to look at')
    .option('--json', 'one JSON object: engine, why, better, candidates, fingerprint, node, cpu, folders (what, folder, bytes)')
    .addHelpText('after', examples(command, 'doctor', 'doctor --engine tensorflow', 'doctor --json | jq -r .engine'))
    .action(async (options) => ended(await (await import('./commands/doctor.ts')).doctor(options, context)));

  const cache = program.command('cache').description('say what the store has, check it, or remove what nobody needs')
    .addHelpText('after', examples(command, 'cache ls', 'cache verify', 'cache gc --dry'));
  withStore(cache.command('ls'))
    .description('list what is stored, the oldest first')
    .option('--json', 'one JSON object: folder, entries (key, kind, label, bytes, time, diverged), checkpoints, quarantine, contentBytes, strange')
    .addHelpText('after', examples(command, 'cache ls', 'cache ls --store ./other --json'))
    .action(async (options) => ended(await (await import('./commands/cache.ts')).cacheLs(options, context)));
  withStore(cache.command('verify'))
    .description('read everything that is stored and set aside what is damaged; ends with 2 where something was')
    .option('--json', 'one JSON object: whole, damaged (key, kind, label, reason, movedTo), orphans (count, bytes)')
    .addHelpText('after', examples(command, 'cache verify', 'cache verify --json'))
    .action(async (options) => ended(await (await import('./commands/cache.ts')).cacheVerify(options, context)));
  withStore(cache.command('gc'))
    .description('remove leftovers of runs that died, and results by age or kind; not while a run uses the store')
    .option('--older-than <days>', 'results that were written longer ago', atLeast(0))
    .addOption(new Option('--kind <kinds...>', 'results of these kinds; with --older-than those that are both').choices(['prepare', 'phase', 'predict', 'select', 'analyse']))
    .option('--dry', 'only say what would be removed')
    .option('--all-quarantine', 'everything that was found damaged and set aside (default: what has lain there for 30 days)')
    .option('--json', 'one JSON object: dry, removals (what, label, bytes), bytes, leases')
    .addHelpText('after', examples(command, 'cache gc --dry', 'cache gc --older-than 90', 'cache gc --kind analyse --dry'))
    .action(async (options) => ended(await (await import('./commands/cache.ts')).cacheGc(options, context)));

  return program;
}

// ---------------------------------------------------------------------------------------------------------------------

/** What there is to know beyond commands and options. */
function helpText(command: string): string {
  const rows = [
    ['list', 'what there is'],
    ['plan regimes --profile smoke', 'what a run would do and cost; trains nothing'],
    ['run --profile smoke', 'every benchmark that has this profile, in a minute'],
    ['run regimes --regime joint,mixed', 'two of its regimes'],
    ['run --benchmark ./mine.js --jobs 1', 'a benchmark of your own'],
    ['report reports/local/regimes-quick', 'the report again, from its records alone'],
    ['compare before after', 'what is better and what is worse in the second of two runs'],
    ['verify reports/local/regimes-quick', 'some of its cells again, from nothing, digit by digit'],
    ['status', 'how far it has come, and what runs now'],
    ['explain mixed/0 --profile smoke', 'why a cell has to be computed'],
    ['doctor', 'which engine is used and why'],
    ['cache ls', 'what the store has'],
  ] as const;
  return `
Examples:
${rows.map(([line, what]) => `  ${command} ${line.padEnd(36)}${what}`).join('\n')}

What has been computed is kept: a run that was stopped goes on where it was when the same command is given again, and a second run trains nothing.
Ctrl-C stops it: running phases keep where they are, and the command that goes on is printed; pressed twice it ends at once.
Exit codes: 0 all planned cells completed, 1 internal error, 2 some cells did not complete, the run was interrupted or numbers differ,
3 nothing selected, 4 compare --gate found something worse or nothing to judge by, 64 bad arguments or configuration.`;
}

/** Options of the commands that plan. */
function withBenchmark(command: Command): Command {
  return command
    .option('--benchmark <file...>', 'modules that export benchmarks, instead of those that come along')
    .option('--profile <name>', 'the size; where there is no native engine, `<name>-wasm` if the benchmark has it', 'quick')
    .option('--engine <id>', 'tensorflow, wasm, webgpu or cpu (default: EXITBENCH_ENGINE, else the best that is set up)')
    .option('--dataset <names>', 'only these data sets, separated by commas', splitNames)
    .option('--architecture <names>', 'only these architectures', splitNames)
    .option('--regime <names>', 'only these regimes', splitNames)
    .option('--metric <names>', 'only these metrics', splitNames)
    .option('--seed <numbers>', 'only these seeds', numbers)
    .option('--epochs <numbers>', 'only these budgets, where there are several', budgets);
}

function withStore(command: Command): Command {
  return command.option('--store <folder>', 'where results are kept (default: EXITBENCH_STORE, else .exitbench of the checkout)');
}

function budgets(value: string): readonly number[] {
  return splitNames(value).map((text) => {
    if (!(Number(text) > 0)) throw new InvalidArgumentError(`\`${text}\` is not a number above 0.`);
    return Number(text);
  });
}

function numbers(value: string): readonly number[] {
  return splitNames(value).map((text) => {
    if (!/^\d+$/.test(text)) throw new InvalidArgumentError(`\`${text}\` is not a whole number of at least 0.`);
    return Number(text);
  });
}
