import { main, processIo } from '@exitbench/cli';

import * as benchmarks from './index.ts';

// What starts us, npm or the executor of the Nx target, says in INIT_CWD which folder the user is in.
const io = processIo(process.env['INIT_CWD']);
process.exitCode = await main(process.argv.slice(2), { benchmarks: Object.values(benchmarks), command: 'npm run bench --', io });
