import type { Trouble } from '../../utils/chat/message.ts';
import type { TurnPorts } from '../../utils/turn/turn-ports.ts';
import type { BackgroundPorts, Outlet } from './create-background.ts';
import { createPageTools } from './page-tools.ts';
import type { SyncSchedule } from './sync-schedule.ts';
import type { StoreReads } from './turn-reads.ts';

/** The world as turns need it. */
export function createTurnPorts({
  ports,
  connect,
  outlet,
  reads,
  sync,
  isBusy,
}: {
  readonly ports: BackgroundPorts;
  readonly connect: TurnPorts['connect'];
  readonly outlet: Outlet;
  readonly reads: StoreReads;
  readonly sync: SyncSchedule;
  readonly isBusy: () => boolean;
}): TurnPorts {
  const { items, keepAwake, now } = ports;
  return {
    connect,
    commit: reads.commit,
    readBinding: reads.binding,
    onTurn(sessionId, turn) {
      outlet.tell(sessionId, { type: 'turn', sessionId, turn });
      sync.setLive(outlet.isWatched() || isBusy());
    },
    onEvent({ sessionId, id: turnId }, event) {
      outlet.tell(sessionId, { type: 'turn-events', sessionId, turnId, events: [event] });
    },
    isShown: outlet.isShown,
    tools: createPageTools({
      pages: ports.pages,
      consents: items.pageConsents,
      windowOf: outlet.windowOf,
    }),
    holdAwake: keepAwake.hold,
    explain: (trouble) => explain(ports, trouble),
    now,
  };
}

/** A server that we may not speak with looks as if it were down. */
async function explain({ readSettings, hasPermission }: BackgroundPorts, trouble: Trouble): Promise<Trouble> {
  if (trouble.reason !== 'server-down') return trouble;
  const { letta } = await readSettings();
  if (letta === null || (await hasPermission(letta.baseUrl).catch(() => true))) return trouble;
  return { ...trouble, reason: 'no-permission' };
}
