// Provides Dawn, the library of the engine `webgpu`, for this checkout. `--help` explains.
import { readOptions } from './webgpu/options.mjs';
import { DAWN, provideDawn } from './webgpu/dawn.mjs';
import { commandLine } from './src/commandLine.mjs';

const HELP = `Sets up Dawn (npm's package ${DAWN.package} ${DAWN.version}) for the engine \`webgpu\`, which needs a GPU. Safe to run again at any time.
\`EXITBENCH_ENGINE=webgpu npm run bench\` does it by itself; nobody else needs it.

Usage: node tools/setup-webgpu.mjs [--no-download]

  --no-download   use what the cache holds and download nothing   (also: EXITBENCH_NO_DOWNLOAD=1)

Environment:
  EXITBENCH_CACHE   where the library is kept (default: $XDG_CACHE_HOME/exitbench or ~/.cache/exitbench)`;

const say = (line) => console.log(`webgpu: ${line}`);
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
process.exitCode = await main();

async function main() {
  const { options, code } = commandLine(readOptions, HELP);
  if (options === undefined) return code;
  const result = await provideDawn({ ...options, say });
  if (result.ok) {
    say(`Dawn ${DAWN.version} ${result.how}`);
    return 0;
  }
  say(`Dawn cannot be provided: ${result.reason}\n  do: ${result.remedy}`);
  return 1;
}
