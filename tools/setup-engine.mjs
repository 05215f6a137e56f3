// Provides the native engine for this checkout, or says plainly why wasm will be used. `--help` explains.
import { HELP, readOptions } from './engine/options.mjs';
import { provideEngine, removeEngine } from './engine/provide.mjs';
import { commandLine } from './src/commandLine.mjs';

const started = performance.now();
const say = (line) => console.log(`engine: ${line}`);

process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
process.exitCode = await main();

async function main() {
  const { options, code } = commandLine(readOptions, HELP);
  if (options === undefined) return code;
  if (options.remove) {
    await removeEngine(say);
    return 0;
  }
  if (options.declined !== undefined) {
    say(`EXITBENCH_ENGINE=${options.declined}: the native engine is not wanted, nothing to do`);
    return 0;
  }
  const result = await provideEngine(options, say);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (result.ok) {
    const { library, version, tfjsNode, device } = result.manifest;
    say(`tensorflow is ready: ${library} ${version} behind tfjs-node ${tfjsNode}; it ${result.how} and computes (${seconds} s)`);
    return options.device === 'cuda' && device !== 'cuda' ? 1 : 0;
  }
  say(`the native engine cannot be provided (${seconds} s)`);
  for (const { reason, remedy } of result.problems) say(`  ${reason}${remedy === undefined ? '' : `\n    do: ${remedy}`}`);
  if (result.kept !== undefined) say(`${result.kept.library} ${result.kept.version}, set up before, stays`);
  else say(options.require ? 'it was required: giving up' : 'wasm will be used: correct, several times slower');
  return options.require ? 1 : 0;
}
