import { oneDnnInEffect, readCpuFlags } from './instructionSet.ts';
import type { Environment, Fingerprint } from './types.ts';

/** Whether native TensorFlow hands its operations to oneDNN, in which precision, and a sentence with how to get it where it does not. */
export interface OneDnnReport {
  readonly state: 'on' | 'off';
  readonly mathMode: string;
  readonly text: string;
}

/** Nothing for other engines, and on a GPU, where oneDNN computes nothing. */
export function oneDnnReport({ engine, adapter, settings: { oneDNN, mathMode } }: Pick<Fingerprint, 'engine' | 'adapter' | 'settings'>, env: Environment, flags: ReadonlySet<string> = readCpuFlags()): OneDnnReport | undefined {
  if (engine !== 'tensorflow' || adapter !== undefined || oneDNN === 'none') return undefined;
  const now = `${oneDNN}, math mode ${mathMode}`;
  if (oneDNN === 'on') return { state: oneDNN, mathMode, text: now };
  const byDefault = oneDnnInEffect(flags, { ...env, TF_ENABLE_ONEDNN_OPTS: undefined }) === 'on';
  const remedy = byDefault ? `leave TF_ENABLE_ONEDNN_OPTS=${env['TF_ENABLE_ONEDNN_OPTS']} away` : 'set TF_ENABLE_ONEDNN_OPTS=1: on this processor TensorFlow uses it only then';
  return { state: oneDNN, mathMode, text: `${now}; without it the native engine lacks its fastest operations. To get it, ${remedy}; results then have other last digits, and other keys` };
}
