import { startPracticeAgent } from '../../server/practice-agent/start-practice-agent.ts';
import type { PracticeOptions } from '../../server/practice-agent/options.ts';
import { createRestClient } from '../../utils/letta/rest-client.ts';
import { runLettaClientContract, type LettaPeer } from '../contracts/letta-client.ts';

async function setup(options: Partial<PracticeOptions>): Promise<LettaPeer> {
  const agent = await startPracticeAgent({ port: 0, ...options });
  return {
    client: createRestClient({ baseUrl: agent.url, apiKey: options.password ?? '' }),
    agentId: null,
    slowForSure: true,
    steps: options.steps ?? false,
    words: {
      plain: 'Hello there',
      slow: options.steps ? 'stall 1' : 'slow 1',
      tool: 'read the page',
      recall: 'What is my name?',
    },
    close: () => agent.close(),
  };
}

runLettaClientContract('the practice agent', () => setup({}));
runLettaClientContract('the practice agent in whole steps', () => setup({ steps: true }));
runLettaClientContract('the practice agent with a password', () => setup({ password: 'open sesame' }));
runLettaClientContract('the practice agent without Redis', () => setup({ redis: false }));
runLettaClientContract('the practice agent without conversations', () =>
  setup({ conversations: false, version: '0.14.0' }),
);
