/** What the benchmarks run inside a page, bundled into one script: see `page-script.ts`. */
import { importBare, showFileField } from './import-bare.ts';
import { pullBare } from './pull-bare.ts';
import {
  afterPaint,
  newestSeen,
  readTyping,
  scrollToStart,
  startRecording,
  stopRecording,
  watchTyping,
} from './record-frames.ts';
import { timeSearch, scanBare } from './time-search.ts';
import { countMessages, readCursor, seedSession, seedSessions, timeWrites } from './seed-store.ts';

Object.assign(globalThis, {
  bench: {
    afterPaint,
    countMessages,
    importBare,
    newestSeen,
    pullBare,
    readCursor,
    readTyping,
    scanBare,
    scrollToStart,
    seedSession,
    seedSessions,
    showFileField,
    startRecording,
    stopRecording,
    timeSearch,
    timeWrites,
    watchTyping,
  },
});
