import { startMirror } from '../../server/mirror/start-mirror.ts';
import { tellParent } from './tell-parent.ts';

// A mirror for the benchmarks.
const [dataDir = ''] = process.argv.slice(2);
const { url, token } = await startMirror({ port: 0, dataDir, ratePerMinute: 10_000_000 });
tellParent({ url, token });
