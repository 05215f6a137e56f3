export { type Candidate, type EngineChoice, chooseEngine } from './choose.ts';
export { countTensors } from './countTensors.ts';
export { type EngineReport, type GpuReport, doctor } from './doctor.ts';
export type { OneDnnReport } from './oneDnnReport.ts';
export { readFingerprint, verifyLoaded } from './fingerprint.ts';
export { startEngine } from './start.ts';
export type { NvidiaGpu } from './tensorflow/nvidia.ts';
export { type Manifest, type ManifestOrReason, readManifest } from './tensorflow/manifest.ts';
export { type Adapter, ENGINE_IDS, type Engine, type EngineId, type Environment, type Fingerprint } from './types.ts';
