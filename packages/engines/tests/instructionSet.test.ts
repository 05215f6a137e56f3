import { describe, expect, it } from 'vitest';

import { effectiveInstructionSet, mathMode, oneDnnInEffect } from '../src/instructionSet.ts';

const AVX2 = ['sse4_1', 'avx', 'avx2', 'fma'];
const AVX512 = [...AVX2, 'avx512f', 'avx512bw', 'avx512vl', 'avx512dq'];
const ZEN5 = new Set([...AVX512, 'avx512_vnni', 'avx512_bf16', 'avx_vnni']);
const SAPPHIRE_RAPIDS = new Set([...ZEN5, 'avx512_fp16', 'amx_tile', 'amx_int8', 'amx_bf16']);

describe('effectiveInstructionSet', () => {
  it('is the highest level that the processor has', () => {
    expect(effectiveInstructionSet(new Set(AVX2), {})).toBe('AVX2');
    expect(effectiveInstructionSet(new Set(AVX512), {})).toBe('AVX512_CORE');
    expect(effectiveInstructionSet(ZEN5, {})).toBe('AVX512_CORE_BF16');
    expect(effectiveInstructionSet(SAPPHIRE_RAPIDS, {})).toBe('AVX512_CORE_AMX');
  });

  it('is capped by the environment, under both names and in any case', () => {
    expect(effectiveInstructionSet(SAPPHIRE_RAPIDS, { ONEDNN_MAX_CPU_ISA: 'AVX2' })).toBe('AVX2');
    expect(effectiveInstructionSet(SAPPHIRE_RAPIDS, { DNNL_MAX_CPU_ISA: 'avx512_core' })).toBe('AVX512_CORE');
    expect(effectiveInstructionSet(SAPPHIRE_RAPIDS, { ONEDNN_MAX_CPU_ISA: 'AVX10_1_512' })).toBe('AVX512_CORE_FP16');
  });

  it('takes from a cap only what the processor has', () => {
    expect(effectiveInstructionSet(new Set(AVX2), { ONEDNN_MAX_CPU_ISA: 'AVX512_CORE_AMX' })).toBe('AVX2');
    // VNNI of AVX2 is no part of plain AVX-512: the cap leaves AVX2 with it.
    expect(effectiveInstructionSet(ZEN5, { ONEDNN_MAX_CPU_ISA: 'AVX2_VNNI' })).toBe('AVX2_VNNI');
  });

  it('is not capped by a value that oneDNN does not know', () => {
    expect(effectiveInstructionSet(ZEN5, { ONEDNN_MAX_CPU_ISA: 'AVX3' })).toBe('AVX512_CORE_BF16');
  });

  it('names the preference for narrow vectors', () => {
    expect(effectiveInstructionSet(ZEN5, { ONEDNN_CPU_ISA_HINTS: 'prefer_ymm' })).toBe('AVX512_CORE_BF16 PREFER_YMM');
  });
});

describe('oneDnnInEffect', () => {
  it('follows the processor unless the environment decides', () => {
    expect(oneDnnInEffect(ZEN5, {})).toBe('on');
    expect(oneDnnInEffect(new Set(AVX512), {})).toBe('off');
    expect(oneDnnInEffect(ZEN5, { TF_ENABLE_ONEDNN_OPTS: '0' })).toBe('off');
    expect(oneDnnInEffect(new Set(AVX2), { TF_ENABLE_ONEDNN_OPTS: '1' })).toBe('on');
  });
});

describe('mathMode', () => {
  it('is strict unless something lowers it', () => {
    expect(mathMode({})).toBe('strict');
    expect(mathMode({ ONEDNN_DEFAULT_FPMATH_MODE: 'STRICT' })).toBe('strict');
    expect(mathMode({ ONEDNN_DEFAULT_FPMATH_MODE: 'BF16' })).toBe('bf16');
    expect(mathMode({ TF_SET_ONEDNN_FPMATH_MODE: 'bf16' })).toBe('bf16');
  });
});
