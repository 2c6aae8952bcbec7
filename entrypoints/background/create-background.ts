import type { LettaClient, ServerFacts } from '../../utils/letta/letta-client.ts';
import { createBackgroundPort } from '../../utils/messaging/background-port.ts';
import type { PanelEvent } from '../../utils/messaging/panel-protocol.ts';
import type { RuntimePort } from '../../utils/messaging/port.ts';
import type { MirrorClient } from '../../utils/mirror/mirror-client.ts';
import type { KeepAwake } from '../../utils/platform/keep-awake.ts';
import type { BackgroundItems } from '../../utils/settings/background-items.ts';
import type { LettaSettings, MirrorSettings, Settings } from '../../utils/settings/settings.ts';
import type { StoreHandle } from '../../utils/store/open-store.ts';
import { createWriter, type SpillPort, type Writer } from '../../utils/store/writer.ts';
import { createSyncEngine } from '../../utils/sync/sync-engine.ts';
import { createLooseEnds } from '../../utils/turn/loose-ends.ts';
import type { TurnTimes } from '../../utils/turn/turn-ports.ts';
import { createTurnService, type TurnService } from '../../utils/turn/turn-service.ts';
import { buildTexts } from './build-texts.ts';
import { createCommands, toUnsaved } from './commands.ts';
import { createLettaConnection } from './letta-connection.ts';
import type { PageAccess } from './page-tools.ts';
import { createRetention, type Retention } from './retention.ts';
import { createReminderWatch } from './reminder-watch.ts';
import type { RemindingPorts } from './reminders.ts';
import { createTurnPorts } from './create-turn-ports.ts';
import { createTemporaryGate, type TemporaryGate } from './temporary-gate.ts';
import { createStatusBoard, type StatusBoard } from './status-board.ts';
import { createSyncSchedule, type SyncSchedule } from './sync-schedule.ts';
import { createStoreReads } from './turn-reads.ts';

/** Everything outside, as the entrypoint gives it from the browser and a test from Node. */
export interface BackgroundPorts {
  readonly store: StoreHandle;
  readonly spill: SpillPort;
  readonly items: BackgroundItems;
  readonly readSettings: () => Promise<Settings>;
  readonly createLetta: (settings: LettaSettings, facts?: ServerFacts) => LettaClient;
  readonly createMirror: (settings: MirrorSettings) => MirrorClient;
  /** The mirror's clock, epoch ms. Rejects where it does not say. */
  readonly readMirrorTime: (settings: MirrorSettings) => Promise<number>;
  /** Whether the user lets us speak with this address. */
  readonly hasPermission: (baseUrl: string) => Promise<boolean>;
  /** The user's tabs, for the tools that the agent may ask for. */
  readonly pages: PageAccess;
  readonly keepAwake: KeepAwake;
  /** Wakes this worker every few minutes, or (false) never by itself. */
  readonly setWakeUp: (wanted: boolean) => void;
  /** How the follow-up dates of saved postings are told. */
  readonly reminding: RemindingPorts;
  readonly own: { readonly id: string; readonly origin: string };
  readonly now: () => number;
  readonly times?: TurnTimes;
}

export interface Background {
  /** For `runtime.onConnect`. */
  accept(port: RuntimePort): void;
  /** Looks after everything that was left undone; for every event that wakes the worker. */
  wake(): void;
  settingsChanged(): void;
  /** What is kept how long may be another now. */
  keepingChanged(): void;
  /** For a click on a notification. */
  reminderClicked(notificationId: string): void;
  /** Resolves when no turn is under way and the last sync has ended. */
  idle(): Promise<void>;
}

/** What needs the store; made once, at the first event. */
interface Core {
  readonly writer: Writer;
  readonly turns: TurnService;
  readonly sync: SyncSchedule;
  readonly board: StatusBoard;
  readonly retention: Retention;
  readonly temporary: TemporaryGate;
  readonly command: ReturnType<typeof createCommands>;
}

/** How long what is new on the mirror may take to arrive before old chats are looked at, in ms. */
const settleMs = 5_000;

/** Wires the background. Cheap and synchronous: the store is opened when something happens. */
export function createBackground(ports: BackgroundPorts): Background {
  let core: Promise<Core> | null = null;
  let panels = 0;
  const { store, items, now } = ports;
  const reminders = createReminderWatch({ store, told: items.reminded, ports: ports.reminding, now });
  const line = createBackgroundPort({
    own: ports.own,
    onCommand: async (command, panel) => (await start()).command(command, panel),
    onPanels(count) {
      panels = count;
      whenReady(async ({ sync, turns, retention, temporary }) => {
        temporary.sweep();
        sync.setLive(count > 0 || turns.isBusy());
        // After what other devices did has arrived: a pin, say.
        if (count > 0) setTimeout(() => void retention.check(), settleMs);
      });
    },
  });

  function start(): Promise<Core> {
    if (core !== null) return core;
    const { tell, windowOf, isShown } = line;
    const broadcast = (event: PanelEvent): void => {
      line.broadcast(event);
      if (event.type === 'changed') void reminders.check();
    };
    core = createCore(ports, { broadcast, tell, windowOf, isShown, isWatched: () => panels > 0 });
    // What storage refused once is read by what may fail to load: the next event tries again.
    core.catch(() => (core = null));
    // Whatever woke this worker: an answer that was left unfinished may be there by now.
    whenReady(({ turns }) => turns.reconcile());
    return core;
  }

  function whenReady(work: (ready: Core) => Promise<unknown>): void {
    start()
      .then(work)
      .catch((error: unknown) => console.error('background: something was left undone', error));
  }

  return {
    accept: line.accept,
    wake() {
      void reminders.check();
      whenReady(async ({ turns, sync, retention }) => {
        await turns.resume();
        await Promise.all([turns.reconcile(), sync.run()]);
        await retention.check();
      });
    },
    settingsChanged() {
      whenReady(async ({ board, sync, turns }) => {
        sync.restart();
        await board.publish();
        await turns.reconcile();
      });
    },
    keepingChanged: () => whenReady(({ retention }) => retention.forgetUndos()),
    reminderClicked: (notificationId) => void reminders.clicked(notificationId),
    async idle() {
      const { turns, sync } = await start();
      await turns.idle();
      await sync.run();
    },
  };
}

/** The panels, as the background's parts reach them. */
export interface Outlet {
  broadcast(event: PanelEvent): void;
  tell(sessionId: string, event: PanelEvent): void;
  windowOf(sessionId: string): number | null;
  isShown(sessionId: string): boolean;
  isWatched(): boolean;
}

async function createCore(ports: BackgroundPorts, outlet: Outlet): Promise<Core> {
  const { store, items, now, readSettings } = ports;
  const board = createStatusBoard({ ports, broadcast: outlet.broadcast });
  const later = { onSaved: (): void => {}, poke: (): void => {} };
  const writer = await createWriter({
    db: store.db,
    spill: ports.spill,
    now,
    async push(ops) {
      const { pushDirectly } = await import('./push-directly.ts');
      await pushDirectly(ports, ops, () => writer.clientId);
    },
    onState: (state) => {
      board.setStore(state);
      outlet.broadcast(toUnsaved(writer));
      if (state === 'saved') later.onSaved();
    },
    onChanged: (sessionIds) => {
      board.storeChanged();
      outlet.broadcast({ type: 'changed', sessionIds: [...sessionIds] });
      later.poke();
    },
  });
  board.setStore(writer.state());
  const connect = createLettaConnection({ facts: items.facts, ...ports });
  const temporary = createTemporaryGate({
    ...outlet,
    store: createStoreReads(store.db, writer),
    looseEnds: createLooseEnds(items, now),
    connect,
    isRunning: (sessionId) => turns.turnOf(sessionId) !== null,
    dropTurn: (sessionId) => turns.drop(sessionId),
  });
  const { reads, looseEnds } = temporary;
  const sync = createSync({ ports, outlet, writer, board });
  const turns = createTurnService({
    ports: createTurnPorts({ ports, connect, outlet, reads, sync, isBusy: () => turns.isBusy() }),
    reads,
    looseEnds,
    nextHlc: writer.nextHlc,
    agent: async () => toAgent(await readSettings()),
    ...(ports.times === undefined ? {} : { times: ports.times }),
  });
  // A turn whose start was only kept in memory has reached the store now, and may have no owner.
  later.onSaved = () => void turns.resume();
  later.poke = sync.poke;
  board.setUnfinished(async () => (await looseEnds.listUnseen()).length > 0);
  await turns.resume();
  const retention = createRetention({
    ...ports,
    writer,
    broadcast: outlet.broadcast,
    isWatched: outlet.isWatched,
  });
  // Nobody waits for it: an undo that comes too late is refused by its own time.
  retention.forgetUndos().catch((error: unknown) => console.error('retention: undos are still kept', error));
  store
    .db()
    .then((db) => buildTexts(db))
    .catch((error: unknown) => console.error('search: not all could be indexed', error));
  const command = createCoreCommands(ports, outlet, { writer, turns, sync, board, retention, temporary });
  return { writer, turns, sync, board, retention, temporary, command };
}

function createCoreCommands(
  ports: BackgroundPorts,
  outlet: Outlet,
  core: Omit<Core, 'command'>,
): Core['command'] {
  const { store, now } = ports;
  const { writer, turns, sync, board, retention, temporary } = core;
  const { reads } = temporary;
  return createCommands({
    writer: { ...writer, commit: reads.commit },
    turns,
    syncNow: () => void sync.run(),
    readBinding: reads.binding,
    status: board.event,
    async listImportUndos(undoId) {
      const { listImportUndos } = await import('../../utils/store/import-rows.ts');
      return store
        .db()
        .then((db) => listImportUndos(db, undoId))
        .catch(() => []);
    },
    retention,
    temporary,
    async bin(command) {
      const { runBinCommand } = await import('./bin.ts');
      const own = { commit: reads.commit, clock: writer.clock };
      return runBinCommand({ ...ports, ...outlet, sync, turns, writer: own }, command);
    },
    now,
  });
}

function createSync({
  ports,
  outlet,
  writer,
  board,
}: {
  readonly ports: BackgroundPorts;
  readonly outlet: Outlet;
  readonly writer: Writer;
  readonly board: StatusBoard;
}): SyncSchedule {
  return createSyncSchedule({
    async connect(onStatus) {
      const settings = (await ports.readSettings()).mirror;
      if (settings === null) return null;
      const mirror = ports.createMirror(settings);
      const { clientId, clock } = writer;
      const onChanged = (ids: readonly string[] | null): void =>
        outlet.broadcast({ type: 'changed', sessionIds: ids === null ? null : [...ids] });
      const db = ports.store.db;
      const onPulling = board.setPulling;
      return {
        mirror,
        engine: createSyncEngine({ db, mirror, clientId, clock, onChanged, onPulling, onStatus }),
      };
    },
    onStatus: board.setSync,
  });
}

function toAgent({ letta }: Settings): { readonly id: string; readonly name: string } | null {
  return letta === null ? null : { id: letta.agentId, name: letta.agentName };
}
