import { main } from '@exitbench/cli';

import * as benchmarks from './index.ts';

process.exitCode = await main(process.argv.slice(2), { benchmarks: Object.values(benchmarks) });
