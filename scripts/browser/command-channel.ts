import * as v from 'valibot';

/** What CDP and WebDriver BiDi have in common: numbered commands, answers, and events in between. */
const frameSchema = v.object({
  id: v.optional(v.nullable(v.number())),
  method: v.optional(v.string()),
  params: v.optional(v.unknown()),
  result: v.optional(v.unknown()),
  /** CDP: an object; BiDi: the error's code, with the words in `message`. */
  error: v.optional(v.union([v.string(), v.object({ message: v.string() })])),
  message: v.optional(v.string()),
});

export interface CommandChannel {
  /** Rejects with the browser's own words, or when the connection is gone. */
  send(method: string, params?: object, sessionId?: string): Promise<unknown>;
}

interface Waiting {
  readonly method: string;
  readonly done: (result: unknown) => void;
  readonly fail: (error: Error) => void;
}

/**
 * A channel over any transport: `write` sends a frame; call `receive` for each that comes and `close` at the
 * end. What is no answer goes to `onEvent`.
 */
export function createCommandChannel(
  write: (frame: string) => void,
  onEvent?: (method: string, params: unknown) => void,
): CommandChannel & {
  receive(frame: string): void;
  close(): void;
} {
  const waiting = new Map<number, Waiting>();
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
    receive(text) {
      const frame = v.parse(frameSchema, JSON.parse(text));
      if (typeof frame.id !== 'number') {
        onEvent?.(frame.method ?? '', frame.params);
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
