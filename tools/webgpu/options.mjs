import { parseArgs } from 'node:util';

/** What both programs of this folder understand. Throws with a readable message on anything unknown. */
export function readOptions(argv, env) {
  const { values } = parseArgs({
    args: argv,
    options: { 'no-download': { type: 'boolean', default: false }, software: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  const barred = env.EXITBENCH_NO_DOWNLOAD;
  return { download: !values['no-download'] && (!barred || barred === '0' || barred === 'false'), software: values.software, help: values.help };
}
