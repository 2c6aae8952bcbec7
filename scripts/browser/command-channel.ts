import * as z from 'zod/mini';

/** What CDP and WebDriver BiDi have in common: numbered commands, answers, and events in between. */
const frameSchema = z.object({
  id: z.optional(z.nullable(z.number())),
  method: z.optional(z.string()),
  params: z.optional(z.unknown()),
  sessionId: z.optional(z.string()),
  result: z.optional(z.unknown()),
  /** CDP: an object; BiDi: the error's code, with the words in `message`. */
  error: z.optional(z.union([z.string(), z.object({ message: z.string() })])),
  message: z.optional(z.string()),
});

export interface BrowserEvent {
  readonly method: string;
  readonly params: unknown;
}

export interface CommandChannel {
  /** Rejects with the browser's own words, or when the connection is gone. */
  send(method: string, params?: object, sessionId?: string): Promise<unknown>;
  /** Resolves with the first event that `matches`; rejects after `timeoutMs`. */
  waitFor(matches: (event: BrowserEvent) => boolean, timeoutMs: number): Promise<BrowserEvent>;
}

interface Waiting {
  readonly method: string;
  readonly done: (result: unknown) => void;
  readonly fail: (error: Error) => void;
}

/** A channel over any transport: `write` sends a frame; call `receive` for each and `close` at the end. */
export function createCommandChannel(write: (frame: string) => void): CommandChannel & {
  receive(frame: string): void;
  close(): void;
} {
  const waiting = new Map<number, Waiting>();
  const listeners = new Set<(event: BrowserEvent) => void>();
  let lastId = 0;
  let closed = false;
  return {
    send(method, params = {}, sessionId) {
      if (closed) return Promise.reject(new Error(`${method}: the browser is gone`));
      const id = (lastId += 1);
      return new Promise((done, fail) => {
        waiting.set(id, { method, done, fail });
        write(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
      });
    },
    waitFor(matches, timeoutMs) {
      return new Promise((done, fail) => {
        const timer = setTimeout(() => {
          listeners.delete(onEvent);
          fail(new Error(`the browser said nothing of the kind within ${timeoutMs} ms`));
        }, timeoutMs);
        function onEvent(event: BrowserEvent): void {
          if (!matches(event)) return;
          clearTimeout(timer);
          listeners.delete(onEvent);
          done(event);
        }
        listeners.add(onEvent);
      });
    },
    receive(text) {
      const frame = z.parse(frameSchema, JSON.parse(text));
      if (typeof frame.id !== 'number') {
        const event = { method: frame.method ?? '', params: frame.params };
        for (const listener of listeners) listener(event);
        return;
      }
      const command = waiting.get(frame.id);
      waiting.delete(frame.id);
      if (frame.error === undefined) {
        command?.done(frame.result);
      } else {
        const words = typeof frame.error === 'string' ? frame.message : frame.error.message;
        command?.fail(new Error(`${command.method}: ${words ?? 'failed'}`));
      }
    },
    close() {
      closed = true;
      for (const { method, fail } of waiting.values()) fail(new Error(`${method}: the browser is gone`));
      waiting.clear();
    },
  };
}
