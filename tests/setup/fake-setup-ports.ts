import type { AgentInfo, NewAgent, ServerFacts } from '../../utils/letta/letta-client.ts';
import { defaultSettings, type Settings } from '../../utils/settings/settings.ts';
import type { SetupPorts } from '../../utils/setup/setup-service.ts';

export const facts: ServerFacts = {
  dialect: 'self-hosted',
  version: '0.16.8',
  conversations: true,
  background: true,
  practice: false,
};

interface FakeState {
  settings: Settings;
  agents: readonly AgentInfo[];
  facts: ServerFacts;
  granted: boolean;
  lettaError: Error | null;
  mirrorError: Error | null;
  saveError: Error | null;
  readonly log: string[];
  readonly created: NewAgent[];
}

/** An outside that does as it is told: what is set here is what the servers and the browser answer. */
export function createFakePorts(over: { settings?: Settings; agents?: readonly AgentInfo[] } = {}) {
  const state: FakeState = {
    settings: over.settings ?? defaultSettings,
    agents: over.agents ?? [{ id: 'agent-1', name: 'Career agent' }],
    facts,
    granted: true,
    lettaError: null,
    mirrorError: null,
    saveError: null,
    log: [],
    created: [],
  };
  const ports: SetupPorts = {
    permission: {
      request: async (baseUrls) => (state.log.push(`request ${baseUrls.join(' ')}`), state.granted),
      release: async (unused, used) => void state.log.push(`release ${unused.join(' ')} / ${used.join(' ')}`),
    },
    letta: ({ baseUrl, apiKey }) => ({
      probe: async () => {
        state.log.push(`probe ${baseUrl} ${apiKey}`);
        if (state.lettaError) throw state.lettaError;
        return state.facts;
      },
      listAgents: async () => state.agents,
      createAgent: async (agent) => (state.created.push(agent), { id: 'agent-new', name: agent.name }),
    }),
    mirror: ({ baseUrl, token }) => ({
      check: async () => {
        state.log.push(`check ${baseUrl} ${token}`);
        if (state.mirrorError) throw state.mirrorError;
        return 'inc-1';
      },
    }),
    readSettings: async () => state.settings,
    saveSettings: async (settings) => {
      if (state.saveError) throw state.saveError;
      state.settings = settings;
    },
  };
  return { state, ports };
}
