/** One event of an event stream. `event` is empty where the server gave it no name. */
export interface SseFrame {
  readonly event: string;
  readonly data: string;
}

/**
 * Cuts the text of an event stream into frames, however it was cut on the way
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation). Ours instead of a
 * library's, because every piece of an answer goes through it, and of ids and waiting times nothing is needed.
 */
export function createFrameCutter(onFrame: (frame: SseFrame) => void): (text: string) => void {
  let rest = '';
  let event = '';
  let data: string | null = null;

  function take(line: string): void {
    if (line === '') {
      if (data !== null) onFrame({ event, data });
      event = '';
      data = null;
      return;
    }
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (name === 'event') event = value;
    else if (name === 'data') data = data === null ? value : `${data}\n${value}`;
  }

  return (text) => {
    // The "\n" of a "\r" at the very end may be still on its way.
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  };
}
