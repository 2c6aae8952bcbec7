import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { createHlcClock } from '../../utils/chat/hlc.ts';
import { createId } from '../../utils/chat/id.ts';
import type { PushResponse } from '../../utils/mirror/protocol.ts';
import { MirrorError } from '../../utils/mirror/mirror-error.ts';
import { createReport, type ReportPorts } from '../../utils/report/create-report.ts';
import type { StoreDb } from '../../utils/store/schema.ts';
import { StoreError } from '../../utils/store/store-error.ts';
import { readBatch, savePush } from '../../utils/store/sync-store.ts';
import { applyWrite } from '../../utils/store/write.ts';
import { binding, openFreshStore, replyTo, turnOf, userMessage } from '../store/fixtures.ts';

const marker = 'SECRET-MARKER';
const letta = `https://letta.${marker}.example:8283`;
const mirror = `http://mirror.${marker}.example`;
const sessionId = createId();

const ports = (over: Partial<ReportPorts>): ReportPorts => ({
  extension: { version: '1.2.3' },
  browser: { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0' },
  db: openFreshStore,
  readSettings: async () => ({
    letta: {
      baseUrl: letta,
      apiKey: `key-${marker}`,
      agentId: `agent-${marker}`,
      agentName: `Name ${marker}`,
      practice: false,
    },
    mirror: { baseUrl: mirror, token: `token-${marker}` },
    keepDays: 0,
  }),
  readFacts: async () => ({
    [letta]: {
      foundAt: 1,
      facts: {
        dialect: 'self-hosted',
        version: `1.0 ${marker}`,
        conversations: true,
        background: true,
        practice: false,
      },
    },
  }),
  hasPermission: async () => true,
  checkMirror: async () => {
    throw new MirrorError('unauthorized', { cause: marker });
  },
  estimate: async () => ({ usage: 5, quota: 50 }),
  persisted: async () => false,
  now: () => Date.UTC(2026, 10, 22),
  ...over,
});

/** Everything that a store can hold, each with the marker, and a mirror that refused with it. */
async function fill(db: StoreDb): Promise<void> {
  const asked = { ...binding, agentName: marker, agentId: marker, conversationId: marker };
  const question = { ...userMessage(sessionId, `Question ${marker}`), author: marker };
  const turn = { ...turnOf(question), binding: asked };
  await applyWrite(db, { type: 'start-turn', message: question, turn });
  const trouble = { reason: 'busy' as const, message: marker, detail: marker, retryAfterMs: null };
  const reply = { ...replyTo(question, marker, 'error'), author: marker, trouble };
  await applyWrite(db, { type: 'save-messages', messages: [reply] });
  await applyWrite(db, { type: 'rename', sessionId, title: `Title ${marker}` });
  const batch = await readBatch(db, { ops: 1, bytes: 1e6 });
  const acks = batch.sent.map(({ op }) => ({ opId: op.opId, status: 'rejected' as const, reason: marker }));
  const response: PushResponse = { acks, rows: [], cursor: 1, inc: marker };
  const clock = createHlcClock({ node: 'here', last: null, now: Date.now });
  await savePush(db, { batch, response, asked: null, clock, at: 1 });
  await applyWrite(db, { type: 'save-draft', sessionId, text: `Draft ${marker}`, at: 1 });
  const other = userMessage(createId(), `Cleared ${marker}`);
  await applyWrite(db, { type: 'save-messages', messages: [other] });
  await applyWrite(db, { type: 'clear', sessionId: other.sessionId, undoId: createId(), at: 1 });
}

test('a report says versions, states and counts, and nothing that a person or a server wrote', async () => {
  const db = await openFreshStore();
  await fill(db);
  const file = await createReport(ports({ db: async () => db }));
  expect(file.fileName).toBe('talentscout-report-2026-11-22.json');
  expect(file.text).not.toContain(marker);
  expect(file.text).not.toContain(sessionId);
  expect(file.text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  expect(file.text).not.toMatch(/https?:\/\//);
  expect(JSON.parse(file.text)).toMatchObject({
    extension: { version: '1.2.3' },
    browser: { userAgent: expect.stringContaining('Linux') },
    letta: { permission: true, facts: { dialect: 'self-hosted', version: 'other' } },
    mirror: { connected: true, encrypted: false, answer: 'unauthorized' },
    store: {
      state: 'ok',
      facts: {
        sessions: { all: 2, shown: 1 },
        messages: { all: 3, deleted: 1, byTrouble: { busy: 1 } },
        turnsByState: { sending: 1 },
        failedByReason: { 'said by the mirror': 1 },
        undos: { all: 1, open: 1 },
        drafts: 1,
        mirror: { met: true, behind: true },
      },
    },
    storage: { usedBytes: 5, quotaBytes: 50, persistent: false },
  });
});

test('a report is made where everything fails, and says what', async () => {
  const fail = async (): Promise<never> => {
    throw new Error(marker);
  };
  const refused = async (): Promise<never> => {
    throw new StoreError('refused', { cause: marker });
  };
  const broken = { db: refused, readFacts: fail, hasPermission: fail, estimate: fail, persisted: fail };
  const file = await createReport(ports({ ...broken, checkMirror: fail }));
  expect(file.text).not.toContain(marker);
  expect(JSON.parse(file.text)).toMatchObject({
    letta: { permission: null, facts: null },
    mirror: { answer: 'no answer' },
    store: { state: 'failed', reason: 'refused' },
    storage: { usedBytes: null, persistent: null },
  });
  const without = await createReport(ports({ readSettings: fail }));
  expect(JSON.parse(without.text)).toMatchObject({ settings: 'unreadable', letta: { connected: false } });
});
