import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v4 } from 'uuid';
import * as v from 'valibot';
import { jsonSchema } from '../../utils/chat/json.ts';
import { createMessageUuid, head, type Item } from './frames.ts';

const blockSchema = v.object({
  id: v.string(),
  label: v.string(),
  value: v.string(),
  limit: v.number(),
  description: v.nullable(v.string()),
  readOnly: v.boolean(),
});
const agentSchema = v.object({
  id: v.string(),
  name: v.string(),
  createdAt: v.number(),
  updatedAt: v.number(),
  description: v.nullable(v.string()),
  model: v.string(),
  embedding: v.nullable(v.string()),
  tags: v.array(v.string()),
  blocks: v.array(blockSchema),
  baseTools: v.boolean(),
  lastRunAt: v.nullable(v.number()),
  lastRunMs: v.nullable(v.number()),
  lastStopReason: v.nullable(v.string()),
});
const conversationSchema = v.object({
  id: v.string(),
  agentId: v.string(),
  summary: v.nullable(v.string()),
  createdAt: v.number(),
  updatedAt: v.number(),
  lastMessageAt: v.nullable(v.number()),
  lastRunAt: v.nullable(v.number()),
  deleted: v.boolean(),
  /** Ids of the messages that it shares with the conversation it was forked from. */
  shared: v.optional(v.array(v.string())),
});
/** One stored message; `items` are its variants as the history lists them (reasoning, then text or call). */
const storedSchema = v.object({
  id: v.string(),
  agentId: v.string(),
  /** Null: the agent's own thread, `default`. */
  conversationId: v.nullable(v.string()),
  role: v.picklist(['system', 'user', 'assistant', 'tool', 'approval']),
  items: v.array(v.record(v.string(), jsonSchema)),
});
const dataSchema = v.object({
  format: v.literal(1),
  agents: v.array(agentSchema),
  conversations: v.array(conversationSchema),
  messages: v.array(storedSchema),
});

export type Block = v.InferOutput<typeof blockSchema>;
export type Agent = v.InferOutput<typeof agentSchema>;
export type Conversation = v.InferOutput<typeof conversationSchema>;
export interface StoredMessage {
  readonly id: string;
  readonly agentId: string;
  readonly conversationId: string | null;
  readonly role: 'system' | 'user' | 'assistant' | 'tool' | 'approval';
  readonly items: readonly Item[];
}
/** Where a turn is spoken: a conversation, or the agent's own thread (null). */
export interface Place {
  readonly agentId: string;
  readonly conversationId: string | null;
}

/** All that outlives a run. Rows are changed in place; `save` writes them when there is a data folder. */
export interface State {
  readonly agents: Agent[];
  readonly conversations: Conversation[];
  readonly messages: StoredMessage[];
  save(): void;
}

/** Opens the state in `dataDir`/practice-agent.json, or in memory only. Throws where the file is not ours. */
export function openState(dataDir: string | null): State {
  const file = dataDir === null ? null : join(dataDir, 'practice-agent.json');
  const empty = { format: 1 as const, agents: [], conversations: [], messages: [] };
  const data =
    file !== null && existsSync(file) ? v.parse(dataSchema, JSON.parse(readFileSync(file, 'utf8'))) : empty;
  return {
    agents: data.agents,
    conversations: data.conversations,
    messages: data.messages,
    save() {
      if (dataDir === null || file === null) return;
      mkdirSync(dataDir, { recursive: true });
      writeFileSync(`${file}.new`, JSON.stringify(data));
      renameSync(`${file}.new`, file);
    },
  };
}

/** A new agent with its first (system) message in the own thread. */
export function addAgent(
  state: State,
  wanted: Partial<
    Pick<Agent, 'name' | 'description' | 'model' | 'embedding' | 'tags' | 'blocks' | 'baseTools'>
  >,
): Agent {
  const at = Date.now();
  const agent: Agent = {
    id: `agent-${v4()}`,
    name: wanted.name ?? 'Practice agent',
    createdAt: at,
    updatedAt: at,
    description: wanted.description ?? null,
    model: wanted.model ?? 'practice/rules-1',
    embedding: wanted.embedding ?? null,
    tags: wanted.tags ?? [],
    blocks: wanted.blocks ?? [],
    baseTools: wanted.baseTools ?? true,
    lastRunAt: null,
    lastRunMs: null,
    lastStopReason: null,
  };
  state.agents.push(agent);
  ensureSystemMessage(state, { agentId: agent.id, conversationId: null });
  state.save();
  return agent;
}

export function createBlock(label: string, value: string, more: Partial<Block> = {}): Block {
  const known: Record<string, string> = {
    human: 'The human block: Stores key details about the person you are conversing with.',
    persona: 'The persona block: Stores details about your current persona.',
  };
  return {
    id: `block-${v4()}`,
    label,
    value,
    limit: more.limit ?? 100_000,
    description: more.description ?? known[label] ?? null,
    readOnly: more.readOnly ?? false,
  };
}

export function addConversation(state: State, agentId: string, summary: string | null): Conversation {
  const at = Date.now();
  const row = { id: `conv-${v4()}`, agentId, summary, createdAt: at, updatedAt: at };
  const conversation: Conversation = { ...row, lastMessageAt: null, lastRunAt: null, deleted: false };
  state.conversations.push(conversation);
  state.save();
  return conversation;
}

/** A conversation that goes on from where another one is; its prompt is compiled anew. */
export function forkConversation(state: State, place: Place): Conversation {
  const fork = addConversation(state, place.agentId, null);
  ensureSystemMessage(state, { agentId: place.agentId, conversationId: fork.id });
  const said = messagesOf(state, place).filter(({ role }) => role !== 'system');
  fork.shared = said.map(({ id }) => id);
  state.save();
  return fork;
}

/** The messages of one thread, oldest first: its prompt, what it shares with the one it was forked from, its own. */
export function messagesOf(state: State, place: Place): StoredMessage[] {
  const own = state.messages.filter(
    (one) => one.agentId === place.agentId && one.conversationId === place.conversationId,
  );
  const { shared } = state.conversations.find(({ id }) => id === place.conversationId) ?? {};
  if (shared === undefined) return own;
  const ids = new Set(shared);
  return [...own.slice(0, 1), ...state.messages.filter(({ id }) => ids.has(id)), ...own.slice(1)];
}

/** The approval request that the thread waits for, or null. */
export function pendingApproval(state: State, place: Place): StoredMessage | null {
  const last = messagesOf(state, place).at(-1);
  const asks = last?.items.some((item) => item['message_type'] === 'approval_request_message');
  return last !== undefined && asks === true ? last : null;
}

/** The prompt compiled for a thread, as the first message of its history. */
export function ensureSystemMessage(state: State, place: Place): void {
  if (messagesOf(state, place).length > 0) return;
  const agent = state.agents.find((one) => one.id === place.agentId);
  if (!agent) return;
  const uuid = createMessageUuid();
  const content = [
    '<base_instructions>\nThis is a practice agent: it answers from fixed rules, without a language model.\n</base_instructions>',
    '<memory_blocks>',
    ...agent.blocks.map((block) => `<${block.label}>\n<value>\n${block.value}\n</value>\n</${block.label}>`),
    '</memory_blocks>',
    `<memory_metadata>\n- AGENT_ID: ${agent.id}\n- CONVERSATION_ID: ${place.conversationId ?? 'default'}\n</memory_metadata>`,
  ].join('\n\n');
  const at = { otid: null, at: Date.now(), runId: null, stepId: null };
  const item = { ...head({ id: `message-${uuid}`, type: 'system_message', ...at }), content };
  state.messages.push({ id: `message-${uuid}`, ...place, role: 'system', items: [item] });
}
