import { join, resolve } from 'node:path';

import { checkoutOf, storeFolder } from '@exitbench/harness';

import type { Io } from './io.ts';

/** Where results are kept: as an option or `EXITBENCH_STORE` says, from the user's folder; else in the checkout. */
export function storeOf(option: string | undefined, { env, cwd, home }: Io): string {
  if (option !== undefined) return resolve(cwd, option);
  return storeFolder(env, env['EXITBENCH_STORE'] ? cwd : home);
}

/** Where records and reports go: as an option says, from the user's folder; else `reports/local` of the checkout. */
export function outOf(option: string | undefined, { cwd, home }: Io): string {
  return option === undefined ? join(checkoutOf(home) ?? home, 'reports', 'local') : resolve(cwd, option);
}
