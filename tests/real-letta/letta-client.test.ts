import { createRestClient } from '../../utils/letta/rest-client.ts';
import { parseBaseUrl } from '../../utils/letta/base-url.ts';
import { runLettaClientContract } from '../contracts/letta-client.ts';

const env = process.env;
const baseUrl = parseBaseUrl(env['LETTA_BASE_URL'] ?? '');
if (baseUrl === null) throw new Error('LETTA_BASE_URL is no web address.');

/*
 * The model behind a real server says what it likes, so that the suite looks at the form of answers only.
 * LETTA_SLOW_WORDS: words that make it speak for several seconds; without, a fast
 * answer lets the steps that stop it be skipped. LETTA_TOOL_WORDS: words that make it call
 * the tool `read_job_page`; without, the steps with tools are skipped. LETTA_RECALL_WORDS: words that make it
 * repeat what it was told before. LETTA_STEPS=1: it streams no tokens.
 */
runLettaClientContract(`the server at ${baseUrl}`, async () => ({
  client: createRestClient({ baseUrl, apiKey: env['LETTA_API_KEY'] ?? '' }),
  agentId: env['LETTA_AGENT_ID'] || null,
  slowForSure: Boolean(env['LETTA_SLOW_WORDS']),
  steps: env['LETTA_STEPS'] === '1',
  words: {
    plain: 'Please answer with one short sentence.',
    slow: env['LETTA_SLOW_WORDS'] || 'Please tell me a story of about five hundred words.',
    tool: env['LETTA_TOOL_WORDS'] || null,
    recall: env['LETTA_RECALL_WORDS'] || null,
  },
  close: () => Promise.resolve(),
}));
