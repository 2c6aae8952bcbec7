import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    exclude: ['tests/e2e/**', 'tests/real-letta/**', 'node_modules/**'],
    sequence: { shuffle: true },
    testTimeout: 20_000,
    // A store's thread strips types by WebAssembly, whose wrappers V8 compiles anew after 1,000 calls; where threads
    // come and go in one process it then frees code of a module that is gone, and crashes (Node 24.21).
    execArgv: ['--wasm-wrapper-tiering-budget=1000000000'],
    // Flows over real sockets on a shared machine: CI tries once more, at your desk it fails at once.
    retry: (process.env['CI'] ?? '') === '' ? 0 : 1,
  },
});
