import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Where results are kept: `EXITBENCH_STORE`, else `.exitbench` in the checkout that a folder belongs to, else in the folder. */
export function storeFolder(env: { readonly [name: string]: string | undefined } = process.env, from = process.cwd()): string {
  const given = env['EXITBENCH_STORE'];
  return given ? resolve(from, given) : join(checkoutOf(from) ?? from, '.exitbench');
}

/** The root of the workspace that a folder belongs to. */
export function checkoutOf(folder: string): string | undefined {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder;
  return dirname(folder) === folder ? undefined : checkoutOf(dirname(folder));
}
