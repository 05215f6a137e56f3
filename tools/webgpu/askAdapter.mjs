import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { run } from '../engine/run.mjs';
import { ROOT } from '../src/steps.mjs';

/** Computes, since a driver may be listed and not work: 64 elements, each twice its index. */
const QUESTION = `
const { create, globals } = require(process.argv[1]);
Object.assign(globalThis, globals);
const gpu = create([]);
(async () => {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) return null;
  const device = await adapter.requestDevice();
  const code = '@group(0) @binding(0) var<storage, read_write> x: array<u32>; @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3<u32>) { x[id.x] = 2u * id.x; }';
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module: device.createShaderModule({ code }), entryPoint: 'main' } });
  const buffer = device.createBuffer({ size: 256, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
  const copy = device.createBuffer({ size: 256, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: [{ binding: 0, resource: { buffer } }] }));
  pass.dispatchWorkgroups(1);
  pass.end();
  encoder.copyBufferToBuffer(buffer, 0, copy, 0, 256);
  device.queue.submit([encoder.finish()]);
  await copy.mapAsync(GPUMapMode.READ);
  const right = new Uint32Array(copy.getMappedRange()).every((value, i) => value === 2 * i);
  const { device: name, description } = adapter.info;
  return { right, device: name, description };
})().then((answer) => process.stdout.write(JSON.stringify(answer), () => process.exit(0)));`;

/** The adapter that Dawn finds and that computes, `{ ok: true, adapter }`, or why there is none. @param {Record<string, string | undefined>} env */
export async function askAdapter(env) {
  const require = createRequire(join(ROOT, 'packages/engines/package.json'));
  const folder = join(require.resolve('webgpu/package.json'), '..');
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = join(folder, 'dist', `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`, 'dawn.node');
  const remedy = 'look at the driver (`vulkaninfo`), or run this with `--software`';
  const { ok, output, error, timedOut } = await run(process.execPath, ['-e', QUESTION, file], { env, timeoutMs: 120_000 });
  if (!ok) return { ok: false, reason: `Dawn ${version} does not run here: ${timedOut ? 'no answer within two minutes' : error.split('\n')[0]}`, remedy };
  const adapter = JSON.parse(output);
  if (adapter === null) return { ok: false, reason: `Dawn ${version} finds no GPU adapter`, remedy };
  return adapter.right ? { ok: true, adapter } : { ok: false, reason: `${adapter.device} computes wrongly`, remedy };
}
