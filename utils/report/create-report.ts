import type { ExportFile } from '../chat/export-file.ts';
import { MirrorError } from '../mirror/mirror-error.ts';
import type { RememberedFacts } from '../settings/background-items.ts';
import type { Settings } from '../settings/settings.ts';
import type { StoreDb } from '../store/schema.ts';
import { toStoreError } from '../store/store-error.ts';
import { readStoreFacts, type StoreFacts } from './read-store-facts.ts';

/** In bytes, where the browser tells. */
export interface StorageSize {
  readonly usage?: number;
  readonly quota?: number;
}

/** What a report is made of; each may fail, and the report then says so. */
export interface ReportPorts {
  readonly extension: { readonly version: string };
  readonly browser: { readonly userAgent: string };
  readonly db: () => Promise<StoreDb>;
  readonly readSettings: () => Promise<Settings>;
  readonly readFacts: () => Promise<RememberedFacts>;
  readonly hasPermission: (baseUrl: string) => Promise<boolean>;
  /** Asks the mirror for one row. Rejects with `MirrorError`. */
  readonly checkMirror: (mirror: NonNullable<Settings['mirror']>, signal: AbortSignal) => Promise<unknown>;
  readonly estimate: () => Promise<StorageSize>;
  readonly persisted: () => Promise<boolean>;
  /** Epoch ms. */
  readonly now: () => number;
}

/** How long a mirror may take to answer before the report is made without it, in ms. */
const mirrorMs = 5_000;
/** What a server calls its version is its own text. */
const versionPattern = /^v?\d{1,4}(\.\d{1,6}){0,3}$/;

/**
 * Makes the file that a user may send along with a problem: versions, states and counts. Nothing in it is
 * copied from a text: words are from lists of ours, the rest is numbers. Never rejects.
 */
export async function createReport(ports: ReportPorts): Promise<ExportFile> {
  const settings = await ports.readSettings().catch(() => null);
  const [store, letta, mirror, storage] = await Promise.all([
    readStore(ports.db),
    describeLetta(ports, settings),
    describeMirror(ports, settings),
    describeStorage(ports),
  ]);
  const at = new Date(ports.now()).toISOString();
  const report = {
    what: 'TalentScout report: versions, states and counts. No chats, names, keys or addresses.',
    format: 1,
    at,
    extension: ports.extension,
    browser: ports.browser,
    settings: settings === null ? 'unreadable' : 'ok',
    letta,
    mirror,
    store,
    storage,
  };
  const text = `${JSON.stringify(report, null, 2)}\n`;
  return { fileName: `talentscout-report-${at.slice(0, 10)}.json`, mime: 'application/json', text };
}

type StoreState =
  | { readonly state: 'ok'; readonly facts: StoreFacts }
  | { readonly state: 'failed'; readonly reason: string };

async function readStore(db: ReportPorts['db']): Promise<StoreState> {
  try {
    return { state: 'ok', facts: await readStoreFacts(await db()) };
  } catch (error) {
    return { state: 'failed', reason: toStoreError(error).reason };
  }
}

async function describeLetta(ports: ReportPorts, settings: Settings | null): Promise<object> {
  const letta = settings?.letta ?? null;
  if (letta === null) return { connected: false };
  const all = await ports.readFacts().catch((): RememberedFacts => ({}));
  const { facts = null } = all[letta.baseUrl] ?? {};
  return {
    connected: true,
    practice: letta.practice,
    key: letta.apiKey !== '',
    agentChosen: letta.agentId !== '',
    encrypted: letta.baseUrl.startsWith('https:'),
    permission: await ports.hasPermission(letta.baseUrl).catch(() => null),
    facts: facts && {
      dialect: facts.dialect,
      version: versionPattern.test(facts.version) ? facts.version : 'other',
      conversations: facts.conversations,
      background: facts.background,
    },
  };
}

async function describeMirror(ports: ReportPorts, settings: Settings | null): Promise<object> {
  const mirror = settings?.mirror ?? null;
  if (mirror === null) return { connected: false };
  return {
    connected: true,
    encrypted: mirror.baseUrl.startsWith('https:'),
    permission: await ports.hasPermission(mirror.baseUrl).catch(() => null),
    answer: await ports.checkMirror(mirror, AbortSignal.timeout(mirrorMs)).then(
      () => 'ok',
      (error: unknown) => (error instanceof MirrorError ? error.reason : 'no answer'),
    ),
  };
}

async function describeStorage({ estimate, persisted }: ReportPorts): Promise<object> {
  const { usage = null, quota = null } = await estimate().catch((): StorageSize => ({}));
  return { usedBytes: usage, quotaBytes: quota, persistent: await persisted().catch(() => null) };
}
