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
    // What comes, comes soon; on a machine that others use it may take longer than the second that is usual.
    expect: { poll: { timeout: 15_000 } },
    passWithNoTests: false,
  },
});
