import { defineConfig } from 'vitest/config';

const conditions = ['@exitbench/source', 'module', 'node', 'development|production'];

/** What every project shares: tests run on the sources of all packages, never on built files. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    environment: 'node',
    include: ['tests/**/*.test.ts'],
    pool: 'forks',
    passWithNoTests: false,
    // Machines are shared and slow at times, and no test is about time: this only ends what hangs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One instance of TensorFlow.js, loaded by Node itself: kernels register in module-level state.
    server: { deps: { external: [/@tensorflow\//] } },
  },
});
