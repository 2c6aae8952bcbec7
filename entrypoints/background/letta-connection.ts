import type { LettaClient, ServerFacts } from '../../utils/letta/letta-client.ts';
import type { BackgroundItems } from '../../utils/settings/background-items.ts';
import type { LettaSettings, Settings } from '../../utils/settings/settings.ts';
import type { Connection } from '../../utils/turn/turn-ports.ts';

/** After this time a server is asked again what it can do, in ms: it may have been updated. */
const factsLifeMs = 24 * 60 * 60 * 1000;

export interface LettaConnectionOptions {
  readonly facts: BackgroundItems['facts'];
  readonly readSettings: () => Promise<Settings>;
  readonly createLetta: (settings: LettaSettings, facts?: ServerFacts) => LettaClient;
  readonly now: () => number;
}

/** The way to the connected Letta; null where none is. Rejects with `LettaError` where the probe fails. */
export type Connect = (signal: AbortSignal) => Promise<Connection | null>;

/** Finds out once for each server what it can do, and remembers it over the worker's deaths. */
export function createLettaConnection(options: LettaConnectionOptions): Connect {
  const { facts: remembered, readSettings, createLetta } = options;
  let current: { readonly key: string; readonly client: LettaClient } | null = null;

  async function factsOf(settings: LettaSettings, signal: AbortSignal): Promise<ServerFacts> {
    const known = (await remembered.read())[settings.baseUrl];
    if (known !== undefined && options.now() - known.foundAt < factsLifeMs) return known.facts;
    try {
      const facts = await createLetta(settings).probe(signal);
      await remember(settings, facts);
      return facts;
    } catch (error) {
      // What was true yesterday is a better guess than none.
      if (known !== undefined && !signal.aborted) return known.facts;
      throw error;
    }
  }

  async function remember({ baseUrl }: LettaSettings, facts: ServerFacts): Promise<void> {
    const foundAt = options.now();
    // Storage that is full only costs the next worker another probe.
    await remembered.update((all) => ({ ...all, [baseUrl]: { facts, foundAt } })).catch(() => {});
  }

  function clientFor(settings: LettaSettings, facts: ServerFacts): LettaClient {
    const key = JSON.stringify([settings.baseUrl, settings.apiKey, facts]);
    if (current?.key !== key) current = { key, client: createLetta(settings, facts) };
    return current.client;
  }

  return async (signal) => {
    const { letta } = await readSettings();
    if (letta === null) return null;
    const facts = await factsOf(letta, signal);
    return {
      client: clientFor(letta, facts),
      agent: { id: letta.agentId, name: letta.agentName },
      facts,
      loseBackground: () => remember(letta, { ...facts, background: false }),
      forgetFacts: () => remembered.update(({ [letta.baseUrl]: _gone, ...others }) => others).catch(() => {}),
    };
  };
}
