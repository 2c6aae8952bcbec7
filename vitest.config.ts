import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    exclude: ['tests/e2e/**', 'tests/real-letta/**', 'node_modules/**'],
    sequence: { shuffle: true },
    testTimeout: 20_000,
  },
});
