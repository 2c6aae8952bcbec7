import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    exclude: ['tests/e2e/**', 'tests/real-letta/**', 'node_modules/**'],
    sequence: { shuffle: true },
    testTimeout: 20_000,
    // Flows over real sockets on a shared machine: CI tries once more, at your desk it fails at once.
    retry: (process.env['CI'] ?? '') === '' ? 0 : 1,
  },
});
