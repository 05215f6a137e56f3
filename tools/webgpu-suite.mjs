// Runs the tests of the engine `webgpu`: on this machine's GPU, or without one on SwiftShader, a Vulkan driver that computes on the processor. `--help` explains.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, elapsed, install, run, tool } from './src/steps.mjs';
import { readTestReport, webgpuSuiteProblem } from './src/testReport.mjs';
import { askAdapter } from './webgpu/askAdapter.mjs';
import { provideDawn } from './webgpu/dawn.mjs';
import { readOptions } from './webgpu/options.mjs';
import { provideSwiftshader } from './webgpu/swiftshader.mjs';
import { commandLine } from './src/commandLine.mjs';

const HELP = `Tests the engine \`webgpu\`: gradients of layers and operations against \`cpu\`, conformance, ten training steps, fifty steps that repeat bit for bit and leave no tensor.
Without a GPU it takes SwiftShader from Debian's package chromium-common: nothing is installed, nobody has to be root.

Usage: node tools/webgpu-suite.mjs [--software] [--no-download]       also: nx run tools:webgpu

  --software      SwiftShader, even where there is a GPU
  --no-download   use what the cache holds and download nothing   (also: EXITBENCH_NO_DOWNLOAD=1)

Ends with 0 when all tests passed, with 1 when one failed or was skipped, and with 3 when there is nothing to run them on.`;

const TESTS = ['packages/engines/tests/webgpu', 'packages/testkit/tests/engine.test.ts', 'packages/testkit/tests/loop/engines.test.ts'];
const REPORT = join(ROOT, '.nx/webgpu.json');
const NOTHING_TO_RUN_ON = 3;

const say = (/** @type {string} */ line) => console.log(`webgpu: ${line}`);
process.exitCode = await main();

// ---------------------------------------------------------------------------------------------------------------------

async function main() {
  const { options, code } = commandLine(readOptions, HELP);
  if (options === undefined) return code;
  if ((await install()) !== 0) return 1;
  const dawn = await provideDawn({ ...options, say });
  if (!dawn.ok) return cannot(dawn);
  const found = await findDriver(options);
  if (!found.ok) return cannot(found);
  say(`on ${found.adapter.device}, ${found.adapter.description} (${found.what})`);
  return test(found.env);
}

/** The machine's own adapter where there is one, else SwiftShader. @param {{ download: boolean, software: boolean }} options */
async function findDriver(options) {
  const own = options.software ? undefined : await askAdapter(process.env);
  if (own?.ok) return { ...own, env: {}, what: 'this machine\'s' };
  if (own !== undefined) say(`${own.reason}; trying a software driver`);
  const software = await provideSwiftshader({ ...options, say });
  if (!software.ok) return software;
  const adapter = await askAdapter({ ...process.env, ...software.env });
  return adapter.ok ? { ...adapter, ...software } : adapter;
}

/** @param {{ reason: string, remedy: string }} why */
function cannot({ reason, remedy }) {
  say(`the engine cannot be tested here: ${reason}\n  do: ${remedy}`);
  return NOTHING_TO_RUN_ON;
}

/** @param {Record<string, string>} env of the driver */
async function test(env) {
  const start = performance.now();
  if (!existsSync(join(ROOT, '.nx'))) mkdirSync(join(ROOT, '.nx'));
  // One file at a time: each would start a driver with as many threads as there are cores.
  const code = await run(tool('vitest'), ['run', '--no-file-parallelism', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`, ...TESTS], { env });
  const problem = code === 0 ? webgpuSuiteProblem(readTestReport(REPORT)) : `tests failed (exit code ${code})`;
  say(problem === undefined ? `all its tests passed in ${elapsed(start)}` : problem);
  return problem === undefined ? 0 : 1;
}
