import { createAdaptorServer } from '@hono/node-server';
import { createApp } from './app.ts';
import type { Fault } from './faults.ts';
import type { Item } from './frames.ts';
import { defaultOptions, type PracticeOptions } from './options.ts';
import { addAgent, createBlock, messagesOf } from './state.ts';
import { createWorld, type LoggedRequest, type World } from './world.ts';

/** A running practice agent, and what tests steer it with. */
export interface PracticeAgent {
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
  /** The agent that exists from the start, named "Practice agent". */
  readonly agentId: string;
  /** Every request so far, oldest first. */
  requests(): readonly LoggedRequest[];
  /** Replaces all faults. */
  setFaults(faults: readonly Fault[]): void;
  /** The items of a conversation's history, oldest first; null: the agent's own thread. */
  history(conversationId: string | null): readonly Item[];
  /** Ends what runs and closes every connection. */
  close(): Promise<void>;
}

/**
 * Starts a practice agent: a stand-in for a Letta server 0.16.8 that answers from rules. Rejects with the
 * system's error where the port is taken. `port` 0 (the default) takes any free one.
 */
export async function startPracticeAgent(wanted: Partial<PracticeOptions> = {}): Promise<PracticeAgent> {
  const old = wanted.conversations === false ? { version: '0.14.1' } : {};
  const options: PracticeOptions = { ...defaultOptions, ...old, ...wanted };
  const world = createWorld(options);
  const agentId = world.state.agents[0]?.id ?? addFirstAgent(world);
  const server = createAdaptorServer({ fetch: createApp(world).fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    agentId,
    requests: () => world.log,
    setFaults: (faults) => world.faults.set(faults),
    history(conversationId) {
      const { conversations } = world.state;
      const of = conversations.find(({ id }) => id === conversationId)?.agentId ?? agentId;
      return messagesOf(world.state, { agentId: of, conversationId }).flatMap(({ items }) => items);
    },
    async close() {
      for (const run of world.runs.values()) {
        run.dropped = true;
        run.cancel.abort(new Error('closed'));
      }
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
    },
  };
}

function addFirstAgent(world: World): string {
  const persona = 'I am the practice agent. I answer from simple rules, not with a language model.';
  return addAgent(world.state, { blocks: [createBlock('human', ''), createBlock('persona', persona)] }).id;
}
