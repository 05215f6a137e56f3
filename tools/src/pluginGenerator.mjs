// @ts-check
// Nx generator `@exitbench/tools:plugin <kind> <name>`: a plugin that works and passes its tests before it is edited.
import { pluginFiles } from './plugins/pluginFiles.mjs';
import { checkRequest, variableOf } from './plugins/request.mjs';
import { installAnew, run } from './steps.mjs';
import syncRefs from './syncRefs.mjs';

const BENCHMARKS = 'benchmarks/package.json';

/**
 * @param {Parameters<typeof syncRefs>[0]} tree
 * @param {{ kind?: unknown, name?: unknown, _?: unknown }} options
 * @returns {Promise<() => Promise<void>>} what Nx does once the files are on disk; nothing of it with `--dry-run`
 */
export default async function pluginGenerator(tree, options) {
  const request = checkRequest(options, (folder) => tree.exists(folder));
  for (const [path, text] of Object.entries(pluginFiles(request))) tree.write(`${request.folder}/${path}`, text);
  addToBenchmarks(tree, `@exitbench/${request.id}`);
  await syncRefs(tree);
  return async () => {
    await must(installAnew(), 'Installing');
    await must(run(process.execPath, ['tools/catalog.mjs']), 'Writing the catalogue with `node tools/catalog.mjs`');
    console.log(nextSteps(request));
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** So that one line in a benchmark is enough. @param {Parameters<typeof syncRefs>[0]} tree @param {string} name */
function addToBenchmarks(tree, name) {
  const manifest = JSON.parse(tree.read(BENCHMARKS, 'utf-8') ?? '{}');
  const entries = Object.entries({ ...manifest.dependencies, [name]: 'workspace:*' });
  manifest.dependencies = Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  tree.write(BENCHMARKS, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** @param {Promise<number>} step its exit code @param {string} what */
async function must(step, what) {
  const code = await step;
  if (code !== 0) throw new Error(`${what} failed with exit code ${code} (see above). The plugin's files are there.\n  do: Mend the cause, then \`npx -y pnpm install --no-frozen-lockfile\` and \`node tools/catalog.mjs\`.`);
}

/** @param {ReturnType<typeof checkRequest>} request */
function nextSteps(request) {
  const { kind, id, folder } = request;
  const variable = variableOf(request);
  return `
${folder} works as it is. Now:
  edit   ${folder}/src/index.ts and README.md
  test   node_modules/.bin/vitest run --project ${folder}    (-u writes its schema snapshot anew)
  then   node tools/catalog.mjs    (its table of parameters and the catalogue)
  use    import { plugin as ${variable} } from '@exitbench/${id}';    and \`${variable}\` in the ${kind === 'dataset' ? 'data sets' : `${kind}s`} of a benchmark
`;
}
