import type { PanelEvent } from './panel-protocol.ts';

/**
 * A quarter of a frame: a message of its own costs the panel more than the piece in it. All of what is held adds to
 * the wait for the next frame; below 4 ms browsers do not go with timers that follow each other.
 */
const gatherMs = 4;

/**
 * Wraps `post` so that pieces of an answer that come within a few milliseconds go as one event. The first is
 * never held, and nothing overtakes what is: every other event takes it along before itself.
 */
export function gatherPieces(post: (event: PanelEvent) => void): (event: PanelEvent) => void {
  let held: (PanelEvent & { readonly type: 'turn-events' }) | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;

  function release(): void {
    if (held === null) return;
    const event = held;
    held = null;
    post(event);
  }
  function tick(): void {
    timer = null;
    if (held === null) return;
    release();
    timer = setTimeout(tick, gatherMs);
  }
  return (event) => {
    if (event.type !== 'turn-events') {
      release();
      post(event);
    } else if (timer === null) {
      post(event);
      timer = setTimeout(tick, gatherMs);
    } else if (held?.turnId === event.turnId) {
      held.events.push(...event.events);
    } else {
      release();
      held = { ...event, events: [...event.events] };
    }
  };
}
