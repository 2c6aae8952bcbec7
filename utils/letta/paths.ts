import type { Thread } from './letta-client.ts';

/**
 * Addresses as server 0.16.8 names them: collections end in a slash (without it the server redirects),
 * what hangs below one thing does not.
 */
export const paths = {
  health: '/v1/health/',
  agents: '/v1/agents/',
  models: '/v1/models/',
  embeddings: '/v1/models/embedding',
  conversations: '/v1/conversations/',
  runs: '/v1/runs/',
  run: (runId: string): string => `/v1/runs/${encodeURIComponent(runId)}`,
  runStream: (runId: string): string => `/v1/runs/${encodeURIComponent(runId)}/stream`,
  messages: (thread: Thread): string => `${threadPath(thread)}/messages`,
  conversation: (conversationId: string): string => conversationPath(conversationId),
  conversationFork: (conversationId: string): string => `${conversationPath(conversationId)}/fork`,
  conversationStream: (conversationId: string): string => `${conversationPath(conversationId)}/stream`,
  conversationCancel: (conversationId: string): string => `${conversationPath(conversationId)}/cancel`,
  agentCancel: (agentId: string): string => `${agentPath(agentId)}/messages/cancel`,
} as const;

function agentPath(agentId: string): string {
  return `/v1/agents/${encodeURIComponent(agentId)}`;
}

function conversationPath(conversationId: string): string {
  return `/v1/conversations/${encodeURIComponent(conversationId)}`;
}

function threadPath({ agentId, conversationId }: Thread): string {
  return conversationId === null ? agentPath(agentId) : conversationPath(conversationId);
}
