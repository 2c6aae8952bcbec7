import { defineConfig } from '@playwright/test';

/** Both browsers' tests: `npm run test:e2e`. The tests start their own browsers, servers and profiles. */
export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  // These need a Letta server to speak to: `npm run letta:real`.
  testIgnore: (process.env['LETTA_BASE_URL'] ?? '') === '' ? ['**/real/**'] : [],
  outputDir: 'test-results',
  // One screen, one keyboard focus: real shortcuts do not allow two tests at once.
  workers: 1,
  fullyParallel: false,
  // Real windows on a shared machine: CI tries again and lists what was flaky; at your desk it fails at once.
  retries: (process.env['CI'] ?? '') === '' ? 0 : 2,
  timeout: 150_000,
  expect: { timeout: 20_000 },
  forbidOnly: (process.env['CI'] ?? '') !== '',
  reporter: [['list']],
});
