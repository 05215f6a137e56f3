import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { digestOfFile } from './digest.mjs';
import { UNPACK, pipDownload } from './pip.mjs';
import { run } from './run.mjs';

/** Prints what a wheel asks for, a line each. */
const REQUIREMENTS = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    name = next(n for n in wheel.namelist() if n.endswith('.dist-info/METADATA'))
    lines = wheel.read(name).decode().split('\\n\\n')[0].split('\\n')
    print('\\n'.join(l[len('Requires-Dist:'):].strip() for l in lines if l.startswith('Requires-Dist:')))
`;

/**
 * What one extra asks for, as pip takes it. Lines as a wheel's metadata has them: `nvidia-cudnn-cu12==9.3.0.75; extra ==
 * "and-cuda"`, with or without brackets around the versions.
 */
export function requirementsOfExtra(lines, extra) {
  return lines.flatMap((line) => {
    const [requirement = '', marker = ''] = line.split(';').map((part) => part.trim());
    return new RegExp(`extra\\s*==\\s*['"]${extra}['"]`).test(marker) ? [requirement.replaceAll(/[\s()]/g, '')] : [];
  });
}

/**
 * Downloads the wheels that a TensorFlow wheel asks for by its extra and unpacks their libraries beside its own, as pip
 * would: TensorFlow looks for them in `../nvidia/…/lib`. Gives `{ ok: true, companions }`, a SHA-256 by file, or
 * `{ ok: false, reason, remedy }`.
 */
export async function fetchCompanions({ wheel, download, unpacked, temporary, say }) {
  const { extra, platforms } = wheel.companions;
  const asked = await run(download.python, ['-c', REQUIREMENTS, download.file]);
  const wanted = asked.ok ? requirementsOfExtra(asked.output.split('\n'), extra) : [];
  if (wanted.length === 0) return { ok: false, reason: `${wheel.file} does not say which libraries it needs for \`${extra}\`${asked.ok ? '' : `: ${asked.error}`}`, remedy: 'run this with `--device cpu`' };

  say(`downloading ${wanted.length} wheels with NVIDIA's libraries: ${wanted.join(', ')}`);
  const folder = join(temporary, 'companions');
  mkdirSync(folder);
  const tags = { ...wheel.pip, platform: undefined };
  const args = [...Object.entries(tags).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])), ...platforms.flatMap((platform) => ['--platform', platform])];
  const found = await pipDownload({ python: download.python, temporary: folder, args: [...args, ...wanted], say });
  if (!found.ok) return { ok: false, reason: `NVIDIA's libraries could not be had: ${found.reason}`, remedy: 'check the network and pip\'s index (`pip config list`), then run this again' };

  const companions = {};
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.whl')).toSorted()) {
    const file = join(folder, name);
    companions[name] = await digestOfFile(file);
    const unpack = await run(download.python, ['-c', UNPACK, file, unpacked, 'nvidia/']);
    if (!unpack.ok) return { ok: false, reason: `${name} could not be unpacked: ${unpack.error}`, remedy: 'look at free disk space and run this again' };
  }
  return { ok: true, companions };
}
