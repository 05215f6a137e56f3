import { parseArgs } from 'node:util';

export const HELP = `Sets up the native engine: TensorFlow behind @tensorflow/tfjs-node-gpu. Safe to run again at any time.

Usage: node tools/setup-engine.mjs [options]

  --require       exit with 1 when the native engine is not ready at the end (otherwise wasm is used, exit 0)
  --no-download   use what the cache holds and download nothing   (also: EXITBENCH_NO_DOWNLOAD=1)
  --route ROUTE   auto (default), prebuilt (upstream's own download) or wheel (built against the pinned TensorFlow wheel)
  --device DEVICE auto (default: what is set up already, else cpu), cpu, or cuda: an NVIDIA GPU (3 GB to download; exit 1 where it cannot be used)
  --keep-wheel    keep the downloaded wheel in the cache after unpacking
  --remove        take the engine out of this checkout and delete its cache
  --help          this text

Environment:
  EXITBENCH_ENGINE   wasm, webgpu or cpu: the native engine is not wanted, nothing is set up
  EXITBENCH_DEVICE   the same as --device
  EXITBENCH_CACHE    where unpacked libraries are kept (default: $XDG_CACHE_HOME/exitbench or ~/.cache/exitbench)
  CXX                the C++ compiler (default: g++, c++ or clang++, the first on PATH)`;

export const ROUTES = ['auto', 'prebuilt', 'wheel'];
export const DEVICES = ['auto', 'cpu', 'cuda'];

/** Command line and environment as one plain object. Throws with a readable message on anything unknown. */
export function readOptions(argv, env) {
  const { values } = parseArgs({
    args: argv,
    options: {
      require: { type: 'boolean', default: false },
      'no-download': { type: 'boolean', default: false },
      route: { type: 'string', default: 'auto' },
      device: { type: 'string' },
      'keep-wheel': { type: 'boolean', default: false },
      remove: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (!ROUTES.includes(values.route)) throw new Error(`There is no route \`${values.route}\`. Known: ${ROUTES.join(', ')}.`);
  const device = values.device ?? (env.EXITBENCH_DEVICE || 'auto');
  if (!DEVICES.includes(device)) throw new Error(`There is no device \`${device}\`. Known: ${DEVICES.join(', ')}.`);
  const engine = env.EXITBENCH_ENGINE || undefined;
  return {
    require: values.require,
    download: !values['no-download'] && !isOn(env.EXITBENCH_NO_DOWNLOAD),
    route: values.route,
    device,
    keepWheel: values['keep-wheel'],
    remove: values.remove,
    help: values.help,
    declined: engine !== undefined && engine !== 'tensorflow' ? engine : undefined,
  };
}

function isOn(value) {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}
