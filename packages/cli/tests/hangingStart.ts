/** A program: the command line with a benchmark whose data set never comes. */
import { main } from '../src/index.ts';

import { hanging } from './hanging.ts';

process.exitCode = await main(process.argv.slice(2), { benchmarks: [hanging] });
