/**
 * Loads the gradients of all operations into the registry. Under Node only the union package brings them: the files of
 * tfjs-core that would are ES modules in a package that declares none. The native engine loads it anyway.
 */
export async function loadGradients(): Promise<void> {
  await import('@tensorflow/tfjs');
}
