import { defineConfig } from 'vitest/config';

/** `npm run test:letta`: the client against a real server. What that server cannot do is listed as skipped. */
export default defineConfig({
  test: {
    include: ['tests/real-letta/**/*.test.ts'],
    globalSetup: ['tests/real-letta/need-server.ts'],
    reporters: ['verbose'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
