import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{servers,scenarios,stats,bench,reports,workshop,tests}/**/*.test.ts'],
    // Files that start real processes would steal the cores from each other.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
  },
});
