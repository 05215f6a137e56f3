import { type KernelConfig, type NamedAttrMap, type Tensor, backend, engine, getBackend, getGradient, getKernel, registerGradient, registerKernel, tidy } from '@tensorflow/tfjs-core';

/** Gradients by input: a tensor, or a closure for what only one input needs. Inputs without a gradient are left out. */
export type OpGradients<I extends string> = { readonly [K in I]?: Tensor | (() => Tensor) };

/**
 * An operation that an engine may implement better than a composition of stock operations. The composition is the
 * definition; engines register a kernel of this name for their backend when they start.
 */
export interface Op<I extends string, A extends NamedAttrMap> {
  /** Name of the kernel, unlike any of TensorFlow.js. */
  readonly name: string;
  /**
   * The outputs, composed of stock operations that every engine has. They are new tensors: no output is an input.
   * Intermediate tensors are disposed by the caller.
   */
  reference(inputs: { readonly [K in I]: Tensor }, attrs: A): readonly Tensor[];
  /** What the gradient reads: these inputs, then these outputs, in order. */
  readonly inputsToSave?: readonly I[];
  readonly outputsToSave?: readonly boolean[];
  /**
   * What several inputs share is computed at once and given as tensors, each of its own; what one input alone needs is a
   * closure, which runs only when that input needs it and may read `dys` and `saved` and nothing else of this call. No
   * gradient is `dys[i]` itself: the tape disposes what it is given. Without it, the operation ends the tape.
   *
   * @param dys one for each output; of outputs that nothing reads, zeros
   */
  readonly gradient?: (dys: readonly Tensor[], saved: readonly Tensor[], attrs: A) => OpGradients<I>;
}

/** Checks nothing and registers nothing: it gives a literal its type. */
export function defineOp<const I extends string, A extends NamedAttrMap>(op: Op<I, A>): Op<I, A> {
  return Object.freeze(op);
}

/**
 * Runs an operation through TensorFlow.js's kernel and gradient registries: by the kernel that the current backend's
 * engine has registered, else by the reference, which is registered now.
 */
export function runOp<I extends string, A extends NamedAttrMap>(
  op: Op<I, A>, inputs: { readonly [K in I]: Tensor }, attrs: A,
): readonly Tensor[] {
  backend(); // starts the backend, so that it has a name
  if (getKernel(op.name, getBackend()) === undefined) registerReference(op, getBackend());
  if (op.gradient !== undefined && getGradient(op.name) === undefined) registerTapeGradient(op, op.gradient);
  const outputs = engine().runKernel<Tensor | Tensor[]>(op.name, inputs, attrs);
  return Array.isArray(outputs) ? outputs : [outputs];
}

/** Whether the current backend's engine brings a kernel of its own, so that the reference is not used. */
export function hasNativeKernel(op: { readonly name: string }): boolean {
  backend();
  const kernel = getKernel(op.name, getBackend());
  return kernel !== undefined && !references.has(kernel);
}

// ---------------------------------------------------------------------------------------------------------------------

/** The kernels that `runOp` has registered. */
const references = new WeakSet<object>();

function registerReference<I extends string, A extends NamedAttrMap>(op: Op<I, A>, backendName: string): void {
  const kernel: KernelConfig = {
    kernelName: op.name,
    backendName,
    // The registry's types know neither input names nor attributes; `runOp` is the only caller and is typed.
    kernelFunc: ({ inputs, attrs }) => tidy(() => [...op.reference(inputs as { readonly [K in I]: Tensor }, attrs as A)]),
  };
  registerKernel(kernel);
  references.add(kernel);
}

function registerTapeGradient<I extends string, A extends NamedAttrMap>(op: Op<I, A>, gradient: NonNullable<Op<I, A>['gradient']>): void {
  registerGradient({
    kernelName: op.name,
    inputsToSave: [...(op.inputsToSave ?? [])],
    outputsToSave: [...(op.outputsToSave ?? [])],
    gradFunc: (dy, saved, attrs) => {
      const dys = Array.isArray(dy) ? dy : [dy];
      // The tape calls each closure in a tidy of its own, which would dispose the siblings of a shared result: so shared
      // results are made here, and what they leave behind is disposed here.
      const found = tidy(() => gradient(dys, saved, attrs as A) as { readonly [name: string]: Tensor }) as OpGradients<string>;
      return Object.fromEntries(
        Object.entries(found).map(([name, value]) => [name, typeof value === 'function' ? value : () => value as Tensor]),
      );
    },
  });
}
