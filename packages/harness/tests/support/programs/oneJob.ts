/** Runs the job in a file with a worker, and closes the executor when the second argument says so. Says what became of it. */
import { readFileSync } from 'node:fs';

import { type NodeJob, localExecutor } from '../../../src/index.ts';

const [file = '', whatThen] = process.argv.slice(2);
const executor = localExecutor({ jobs: 1 });
const end = await executor.run(JSON.parse(readFileSync(file, 'utf8')) as NodeJob, () => {});
console.log(end.kind);
if (whatThen === 'close') await executor.close();
