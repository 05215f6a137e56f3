// @ts-check
// `nx run reports:publish -- RECORDS --as VERSION`: the command `publish`, from the folder that its caller is in.
import { main, processIo } from '../packages/cli/dist/index.js';

process.exitCode = await main(['publish', ...process.argv.slice(2)], { command: 'npm run bench --', io: processIo(process.env['INIT_CWD']) });
