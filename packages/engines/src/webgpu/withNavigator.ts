/**
 * Runs something while `navigator` is this: the backend of TensorFlow.js looks for WebGPU there, when it is loaded and
 * when it starts. Then it is as before (Node has one of its own since 21): left there it would keep the process alive,
 * and make libraries take Node for a browser.
 */
export async function withNavigator<T>(navigator: object, run: () => Promise<T>): Promise<T> {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true, writable: true });
  try {
    return await run();
  } finally {
    if (before === undefined) Reflect.deleteProperty(globalThis, 'navigator');
    else Object.defineProperty(globalThis, 'navigator', before);
  }
}
