import { startMirror } from '../../server/mirror/start-mirror.ts';

// A mirror for the benchmarks: tells its parent where it listens, and ends with it.
const [dataDir = ''] = process.argv.slice(2);
const { url, token } = await startMirror({ port: 0, dataDir, ratePerMinute: 10_000_000 });
process.once('disconnect', () => process.exit());
process.send?.({ url, token });
