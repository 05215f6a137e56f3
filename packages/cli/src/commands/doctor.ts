import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { doctor as askEngines } from '@exitbench/engines';
import { dataFolder } from '@exitbench/harness';
import { scaled, shellLine } from '@exitbench/report';

import type { CommandEnd, Context } from '../context.ts';
import { EXIT } from '../exitCodes.ts';
import { storeOf } from '../folders.ts';
import { columns } from '../formats.ts';

/** Says which engine is used and why, and where things are kept. Loads no engine. */
export async function doctor({ engine, store, json = false }: { readonly engine?: string; readonly store?: string; readonly json?: boolean }, { io }: Context): Promise<CommandEnd> {
  const report = askEngines({ requested: engine, env: io.env });
  const { fingerprint, cpu, cache } = report;
  const places: readonly (readonly [string, string])[] = [['results', storeOf(store, io)], ['data sets', dataFolder(io.env)], ['native library', cache.folder]];
  const folders = await Promise.all(places.map(async ([what, folder]) => ({ what, folder, bytes: await sizeOf(folder) })));
  if (json) {
    const { engine: chosen, why, better, candidates, node, gpu, oneDnn } = report;
    io.out(JSON.stringify({ kind: 'doctor', engine: chosen, why, better: better ?? null, candidates, fingerprint, oneDnn: oneDnn ?? null, node, cpu, gpu, folders }, undefined, 2));
    return { code: EXIT.completed };
  }
  io.out(`engine: ${report.engine} (${report.why})`);
  if (report.better !== undefined) io.out(`  faster: ${report.better}`);
  for (const line of columns(report.candidates.map((c) => [`  ${c.id}`, c.available ? 'available' : 'missing', c.reason, c.remedy ?? '']))) io.out(line);
  io.out(`  library: ${fingerprint.library} ${fingerprint.libraryVersion}, ${fingerprint.instructionSet}, one thread a process`);
  if (report.oneDnn !== undefined) io.out(`  oneDNN: ${report.oneDnn.text}`);
  if (fingerprint.adapter !== undefined) io.out(`  computes on: ${fingerprint.adapter.vendor} ${fingerprint.adapter.device}, ${fingerprint.adapter.description}`);
  io.out(`node: ${report.node}`);
  io.out(`cpu: ${cpu.model}, ${cpu.cores} cores, ${cpu.features.join(' ')}`);
  io.out(`gpu: ${report.gpu.text}`);
  io.out('kept on this machine:');
  for (const { what, folder, bytes } of folders) io.out(`  ${what}: ${folder}, ${bytes === 0 ? 'empty' : `${scaled(bytes, 1024)}; to remove: rm -r ${shellLine([folder])}`}`);
  return { code: EXIT.completed };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Bytes of all files below a folder; 0 where there is none. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const sizes = await Promise.all(entries.filter((e) => e.isFile()).map((e) => stat(join(e.parentPath, e.name)).then((s) => s.size, () => 0)));
  return sizes.reduce((a, b) => a + b, 0);
}
