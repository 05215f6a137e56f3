import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

import type { Environment } from './types.ts';

/**
 * oneDNN's levels in rising order, each with the features that it stands for: `cpu_isa_t` in oneDNN's
 * `src/cpu/x64/cpu_isa_traits.hpp`, as shipped in the headers of the TensorFlow 2.21 wheel.
 */
const LEVELS: readonly { readonly names: readonly string[]; readonly features: readonly Feature[] }[] = [
  { names: ['SSE41'], features: ['sse41'] },
  { names: ['AVX'], features: ['sse41', 'avx'] },
  { names: ['AVX2'], features: ['sse41', 'avx', 'avx2'] },
  { names: ['AVX2_VNNI'], features: ['sse41', 'avx', 'avx2', 'vnni'] },
  { names: ['AVX2_VNNI_2'], features: ['sse41', 'avx', 'avx2', 'vnni', 'vnni2'] },
  { names: ['AVX512_CORE'], features: ['sse41', 'avx', 'avx2', 'avx512'] },
  { names: ['AVX512_CORE_VNNI'], features: ['sse41', 'avx', 'avx2', 'avx512', 'avx512vnni'] },
  { names: ['AVX512_CORE_BF16'], features: ['sse41', 'avx', 'avx2', 'avx512', 'avx512vnni', 'bf16'] },
  { names: ['AVX512_CORE_FP16', 'AVX10_1_512'], features: ['sse41', 'avx', 'avx2', 'vnni', 'avx512', 'avx512vnni', 'bf16', 'fp16'] },
  { names: ['AVX512_CORE_AMX', 'AVX10_1_512_AMX'], features: ['sse41', 'avx', 'avx2', 'vnni', 'avx512', 'avx512vnni', 'bf16', 'fp16', 'amx'] },
  { names: ['AVX512_CORE_AMX_FP16', 'AVX10_1_512_AMX_FP16'], features: ['sse41', 'avx', 'avx2', 'vnni', 'avx512', 'avx512vnni', 'bf16', 'fp16', 'amx', 'amxfp16'] },
];

/** The flags by which Linux names what a feature needs. */
const FLAGS = {
  sse41: ['sse4_1'],
  avx: ['avx'],
  avx2: ['avx2'],
  vnni: ['avx_vnni'],
  vnni2: ['avx_vnni_int8', 'avx_ne_convert'],
  avx512: ['avx512f', 'avx512bw', 'avx512vl', 'avx512dq'],
  avx512vnni: ['avx512_vnni'],
  bf16: ['avx512_bf16'],
  fp16: ['avx512_fp16'],
  amx: ['amx_tile', 'amx_int8', 'amx_bf16'],
  amxfp16: ['amx_fp16'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Feature = keyof typeof FLAGS;

/** Flags of which any one makes TensorFlow use oneDNN by default on Linux (`IsMklEnabled` in tensorflow/core/util/port.cc). */
const ONEDNN_BY_DEFAULT = ['avx512_vnni', 'avx512_bf16', 'avx_vnni', 'amx_tile', 'amx_int8', 'amx_bf16'];

/** The processor's flags as Linux lists them; empty on systems that do not. */
export function readCpuFlags(): ReadonlySet<string> {
  try {
    const line = readFileSync('/proc/cpuinfo', 'utf8').match(/^flags\s*:(.*)$/m)?.[1] ?? '';
    return new Set(line.split(' ').filter(Boolean));
  } catch {
    return new Set();
  }
}

/**
 * The highest level that the processor has and `ONEDNN_MAX_CPU_ISA` allows: the kernels that oneDNN picks, and with them
 * the last digits of results, depend on it. Where flags cannot be read, the processor's model stands for them.
 */
export function effectiveInstructionSet(flags: ReadonlySet<string>, env: Environment): string {
  if (flags.size === 0) return cpus()[0]?.model ?? process.arch;
  const cap = oneDnnSetting(env, 'MAX_CPU_ISA');
  const allowed = LEVELS.find(({ names }) => cap !== undefined && names.includes(cap))?.features;
  const usable = LEVELS.filter(({ features }) => features.every((f) => FLAGS[f].every((flag) => flags.has(flag)) && (allowed?.includes(f) ?? true)));
  const level = usable.at(-1)?.names[0] ?? 'baseline';
  const hint = oneDnnSetting(env, 'CPU_ISA_HINTS');
  return hint === undefined || hint === 'NO_HINTS' ? level : `${level} ${hint}`;
}

/** Whether TensorFlow hands its operations to oneDNN. */
export function oneDnnInEffect(flags: ReadonlySet<string>, env: Environment): 'on' | 'off' {
  const setting = env['TF_ENABLE_ONEDNN_OPTS']?.toLowerCase();
  if (setting === '0' || setting === 'false') return 'off';
  if (setting === '1' || setting === 'true') return 'on';
  return ONEDNN_BY_DEFAULT.some((flag) => flags.has(flag)) ? 'on' : 'off';
}

/** The precision that oneDNN may lower matrix products to: `strict`, or as the environment says. */
export function mathMode(env: Environment): string {
  const modes = [oneDnnSetting(env, 'DEFAULT_FPMATH_MODE'), env['TF_SET_ONEDNN_FPMATH_MODE']?.toUpperCase()];
  const lowered = modes.filter((mode) => mode !== undefined && mode !== '' && mode !== 'STRICT');
  return lowered.length === 0 ? 'strict' : lowered.join(' ').toLowerCase();
}

// ---------------------------------------------------------------------------------------------------------------------

/** oneDNN reads its variables under two names, without regard to case. */
function oneDnnSetting(env: Environment, name: string): string | undefined {
  const value = env[`ONEDNN_${name}`] || env[`DNNL_${name}`];
  return value === undefined || value === '' ? undefined : value.toUpperCase();
}
