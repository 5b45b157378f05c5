import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{servers,scenarios,stats,bench,reports,workshop,tests}/**/*.test.ts'],
    // Files that start real processes would steal the cores from each other.
    fileParallelism: false,
    // Each server, thread and process that a test starts would strip types and parse libraries again; see bench/child.ts.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/holdup-compiled', import.meta.url)) },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
  },
});
