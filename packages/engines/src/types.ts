/** The engines that exist: those that are chosen by themselves, best first, then those that are used when asked for. */
export const ENGINE_IDS = ['tensorflow', 'wasm', 'webgpu', 'cpu'] as const;

export type EngineId = (typeof ENGINE_IDS)[number];

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A started engine: the current backend of TensorFlow.js in this process. */
export interface Engine {
  readonly id: EngineId;
  /** Version of the library that computes, as the library itself reports it. */
  readonly version: string;
  /** Threads that one operation may use. */
  readonly threads: number;
  /**
   * Relative tolerance within which results agree with those of other engines after a few training steps: what float32
   * and another order of summation leave. Repeats on one engine are bit-identical.
   */
  readonly precision: number;
  /** File of the native library that the process has mapped; only where there is one and the system tells. */
  readonly libraryFile?: string;
}

/** A GPU with its driver, in the words of WebGPU, or of NVIDIA's driver. A type, not an interface: it has to pass as JSON. */
export type Adapter = {
  readonly vendor: string;
  /** The family of GPUs. */
  readonly architecture: string;
  readonly device: string;
  /** Free text of the driver: its name and version. */
  readonly description: string;
};

/** What about an engine decides the bits of its results. Read without loading it; part of every key. Plain JSON. */
export interface Fingerprint {
  readonly engine: EngineId;
  readonly library: string;
  readonly libraryVersion: string;
  /** SHA-256 of the file that computes. */
  readonly libraryDigest: string;
  /**
   * SHA-256 of what stands between TensorFlow.js and the library: the sources of the native binding (another compiler
   * builds another file that computes the same), the loader of wasm; `none` where there is nothing between.
   */
  readonly bindingDigest: string;
  /** The instructions in effect: those of the processor, capped by the environment; vendor and family of a GPU. */
  readonly instructionSet: string;
  /** Only on a GPU: what computes, and the driver that translates for it. */
  readonly adapter?: Adapter;
  readonly threads: number;
  readonly settings: {
    readonly oneDNN: 'on' | 'off' | 'none';
    /** Precision that matrix products may be lowered to: `strict` is full float32. */
    readonly mathMode: string;
    /** Only where two runs may differ in their last digits, or nobody has seen that they do not. */
    readonly repeatable?: false;
  };
}
