import { defineConfig } from 'vitest/config';

if (!process.env['LETTA_BASE_URL']) {
  process.stderr.write('Set LETTA_BASE_URL to the Letta server that the client shall be tested with.\n');
  process.exit(1);
}

/** `npm run test:letta`: the client against a real server. What that server cannot do is listed as skipped. */
export default defineConfig({
  test: {
    include: ['tests/real-letta/**/*.test.ts'],
    reporters: ['verbose'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
