import type { Outcome } from './play-history.ts';
import type { Violation } from './ledger.ts';
import { type DeviceView, viewDevice } from './simulated-device.ts';

/** Holds a history against the promise; empty where it was kept. Closes the devices. */
export async function checkOutcome(outcome: Outcome): Promise<readonly Violation[]> {
  const { devices, mirror, ledger } = outcome;
  const views = await Promise.all(devices.map(viewDevice));
  const holdings = await mirror.holdings();
  const violations: Violation[] = [...ledger.violations];
  const lost = (what: string): void => void violations.push({ kind: 'lost', what });
  const [first] = views;
  if (first === undefined) return violations;

  views.forEach((view, index) => {
    if (view.outbox > 0) lost(`device ${index}: ${view.outbox} changes never left`);
    if (view.failed > 0) lost(`device ${index}: ${view.failed} changes were refused`);
    if (JSON.stringify(view.messages) !== JSON.stringify(first.messages))
      lost(`device ${index} shows other messages than device 0`);
    if (JSON.stringify(view.sessions) !== JSON.stringify(first.sessions))
      lost(`device ${index} shows other sessions than device 0`);
    if (devices[index]?.status()?.mirror !== 'mirrored') lost(`device ${index} is not mirrored`);
  });
  for (const what of [...checkMessages(outcome, first), ...checkSessions(outcome, first)]) lost(what);

  const live = new Set(first.messages.map((message) => message.id));
  for (const id of live) if (!holdings.live.has(id)) lost(`the mirror does not have ${id}`);
  for (const id of holdings.live) if (!live.has(id)) lost(`only the mirror has ${id}`);
  for (const id of mirror.buried) if (!ledger.everCleared.has(id)) lost(`${id} was deleted by nobody`);
  if (live.size !== first.messages.length)
    violations.push({ kind: 'duplicated', what: 'a message is there twice' });
  for (const device of devices) await device.close();
  return violations;
}

function checkMessages({ ledger }: Outcome, { messages }: DeviceView): string[] {
  const { said, cleared, forgiven, order, unplaced } = ledger;
  const place = new Map(messages.map((message, index) => [message.id, index]));
  const wrong: string[] = [];
  for (const id of said) if (!cleared.has(id) && !place.has(id)) wrong.push(`${id} was said and is gone`);
  for (const { id, replyTo } of messages) {
    if (cleared.has(id)) wrong.push(`${id} was cleared and is back`);
    else if (!said.has(id) && !forgiven.has(id)) wrong.push(`${id} came from nowhere`);
    // What storage refused went to the mirror with the raw time of a clock that may be slow.
    if (unplaced.size === 0 && (place.get(replyTo ?? '') ?? -1) > (place.get(id) ?? 0))
      wrong.push(`${id} stands above its question`);
  }
  for (const [above, below] of order) {
    const [a, b] = [place.get(above), place.get(below)];
    if (a !== undefined && b !== undefined && a > b) wrong.push(`${below} stands above ${above}`);
  }
  return wrong;
}

function checkSessions({ ledger }: Outcome, { sessions, messages }: DeviceView): string[] {
  const wrong: string[] = [];
  for (const { id, count, title, waiting, deleted } of sessions) {
    const live = messages.filter((message) => message.sessionId === id).length;
    if (waiting !== 0) wrong.push(`session ${id} waits for ${waiting} changes`);
    if (count !== live) wrong.push(`session ${id} counts ${count} messages, and has ${live}`);
    if (deleted && live > 0) wrong.push(`session ${id} is hidden with ${live} messages`);
    if (!/^(text|[ABC] \d+|)$/.test(title)) wrong.push(`session ${id} is called ${title}`);
    const allowed = ledger.titles.allowed(id);
    if (allowed !== null && !allowed.has(title))
      wrong.push(`session ${id} is called ${title}, not ${[...allowed].join(' or ')}`);
  }
  return wrong;
}
