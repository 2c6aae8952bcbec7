/** Runs before the suite: without a server to speak to there is nothing to test. */
export function setup(): void {
  if (process.env['LETTA_BASE_URL']) return;
  process.stderr.write('Set LETTA_BASE_URL to the Letta server that the client shall be tested with.\n');
  process.exit(1);
}
