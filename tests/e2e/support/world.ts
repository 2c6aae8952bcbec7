import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { servePage } from '../../../scripts/start/serve-page.ts';
import { startMirror } from '../../../server/mirror/start-mirror.ts';
import type { PracticeOptions } from '../../../server/practice-agent/options.ts';
import { startPracticeAgent } from '../../../server/practice-agent/start-practice-agent.ts';
import type { Settings } from '../../../utils/settings/settings.ts';

const conversationsSchema = v.array(v.object({ id: v.string() }));
const messagesSchema = v.array(v.object({ message_type: v.string(), content: v.optional(v.unknown()) }));

/** A practice agent, a mirror and a page of one test's own, on free ports. */
export interface TestWorld {
  /** Removed at the end; profiles go there too. */
  readonly folder: string;
  readonly pageUrl: string;
  readonly agentUrl: string;
  readonly mirrorUrl: string;
  readonly mirrorToken: string;
  readonly agentId: string;
  connection(): Pick<Settings, 'letta' | 'mirror'>;
  /** What the agent's own history holds of the user's words, over all conversations, oldest first. */
  listUserTexts(): Promise<readonly string[]>;
  /** The same for its answers. */
  listAnswers(): Promise<readonly string[]>;
  stopAgent(): Promise<void>;
  /** Again on the same port, with what it knew; `changed` options hold from then on. */
  startAgent(changed?: Partial<PracticeOptions>): Promise<void>;
  stopMirror(): Promise<void>;
  startMirror(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the servers of one test. The agent's pieces come `paceMs` apart, as from a model. */
export async function openWorld(options: Partial<PracticeOptions> = {}): Promise<TestWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'talentscout-e2e-'));
  const agentOptions: Partial<PracticeOptions> = { paceMs: 10, dataDir: join(folder, 'agent'), ...options };
  let agent = await startPracticeAgent({ port: 0, ...agentOptions });
  const mirrorData = join(folder, 'mirror');
  let mirror = await startMirror({ port: 0, dataDir: mirrorData });
  const { url: mirrorUrl, token: mirrorToken } = mirror;
  const page = await servePage(0);
  const { url: agentUrl, agentId } = agent;
  let agentRuns = true;
  let mirrorRuns = true;
  async function stopAgent(): Promise<void> {
    if (agentRuns) await agent.close();
    agentRuns = false;
  }
  async function stopMirror(): Promise<void> {
    if (mirrorRuns) await mirror.close();
    mirrorRuns = false;
  }
  const listTexts = (type: string): Promise<readonly string[]> =>
    readTexts({ url: agentUrl, agentId, password: agentOptions.password ?? '', type });
  return {
    folder,
    pageUrl: page.url,
    agentUrl,
    mirrorUrl,
    mirrorToken,
    agentId,
    connection: () => ({
      letta: {
        baseUrl: agentUrl,
        apiKey: options.password ?? '',
        agentId,
        agentName: 'Practice agent',
        practice: true,
      },
      mirror: { baseUrl: mirrorUrl, token: mirrorToken },
    }),
    listUserTexts: () => listTexts('user_message'),
    listAnswers: () => listTexts('assistant_message'),
    stopAgent,
    async startAgent(changed = {}) {
      Object.assign(agentOptions, changed);
      agent = await startPracticeAgent({ ...agentOptions, port: Number(new URL(agentUrl).port) });
      agentRuns = true;
    },
    stopMirror,
    async startMirror() {
      mirror = await startMirror({ port: Number(new URL(mirrorUrl).port), dataDir: mirrorData });
      mirrorRuns = true;
    },
    async close() {
      await stopAgent();
      await stopMirror();
      await page.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function readTexts({
  url,
  agentId,
  password,
  type,
}: {
  url: string;
  agentId: string;
  password: string;
  type: string;
}): Promise<readonly string[]> {
  const read = async (path: string): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${password}` } });
    return await response.json();
  };
  const conversations = v.parse(conversationsSchema, await read(`/v1/conversations/?agent_id=${agentId}`));
  const texts: string[] = [];
  for (const { id } of conversations) {
    const path = `/v1/conversations/${id}/messages?limit=200&order=asc`;
    for (const message of v.parse(messagesSchema, await read(path))) {
      if (message.message_type === type) texts.push(toText(message.content));
    }
  }
  return texts;
}

function toText(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content);
}
