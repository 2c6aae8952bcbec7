import type { Json } from '../../utils/std/json.ts';
import { toRowDate, type Item } from './frames.ts';
import type { Run } from './run.ts';
import {
  messagesOf,
  pendingApproval,
  type Agent,
  type Block,
  type Conversation,
  type State,
} from './state.ts';

const user = 'user-00000000-0000-4000-8000-000000000000';

export function toBlockJson(block: Block): Item {
  return {
    value: block.value,
    limit: block.limit,
    project_id: null,
    template_name: null,
    is_template: false,
    template_id: null,
    base_template_id: null,
    deployment_id: null,
    entity_id: null,
    preserve_on_migration: false,
    label: block.label,
    read_only: block.readOnly,
    description: block.description,
    metadata: {},
    hidden: null,
    id: block.id,
    created_by_id: null,
    last_updated_by_id: null,
    tags: [],
  };
}

/**
 * An agent as `GET /v1/agents/{id}` shows it. `light` leaves blocks and tools empty, as lists do for SDK
 * clients; `include` may name `agent.pending_approval`, which only the agent's own thread has.
 */
export function toAgentJson(
  state: State,
  agent: Agent,
  { light, include }: { light: boolean; include: readonly string[] },
): Item {
  const own = { agentId: agent.id, conversationId: null };
  const wants = (field: string): boolean => !light || include.includes(`agent.${field}`);
  const blocks = wants('blocks') ? agent.blocks.map(toBlockJson) : [];
  const pending = include.includes('agent.pending_approval')
    ? pendingApproval(state, own)?.items.find((item) => item['message_type'] === 'approval_request_message')
    : null;
  const dates = { created_at: toRowDate(agent.createdAt), updated_at: toRowDate(agent.updatedAt) };
  return {
    created_by_id: user,
    last_updated_by_id: user,
    ...dates,
    id: agent.id,
    name: agent.name,
    tool_rules: [],
    message_ids: messagesOf(state, own).map((message) => message.id),
    system: 'This is a practice agent: it answers from fixed rules, without a language model.',
    agent_type: 'letta_v1_agent',
    llm_config: toModelConfig(agent.model),
    embedding_config: null,
    model: agent.model,
    embedding: agent.embedding,
    model_settings: null,
    compaction_settings: null,
    response_format: null,
    description: agent.description,
    metadata: null,
    memory: {
      agent_type: 'letta_v1_agent',
      git_enabled: false,
      blocks,
      file_blocks: [],
      prompt_template: '',
    },
    blocks,
    tools: wants('tools') ? toTools(agent) : [],
    sources: [],
    tags: agent.tags,
    tool_exec_environment_variables: [],
    secrets: [],
    project_id: null,
    template_id: null,
    base_template_id: null,
    deployment_id: null,
    entity_id: null,
    identity_ids: [],
    identities: [],
    pending_approval: pending ?? null,
    message_buffer_autoclear: false,
    enable_sleeptime: null,
    multi_agent_group: null,
    managed_group: null,
    last_run_completion: agent.lastRunAt === null ? null : toRowDate(agent.lastRunAt),
    last_run_duration_ms: agent.lastRunMs,
    last_stop_reason: agent.lastStopReason,
    timezone: 'UTC',
    max_files_open: 5,
    per_file_view_window_char_limit: 15000,
    hidden: null,
  };
}

function toModelConfig(handle: string): Item {
  return {
    model: handle.split('/').at(-1) ?? handle,
    model_endpoint_type: 'openai',
    model_endpoint: null,
    context_window: 30000,
    handle,
  };
}

function toTools(agent: Agent): Json[] {
  const tool = (name: string, description: string, argument: string, approval: boolean | null): Item => ({
    id: `tool-${agent.id.slice(6, -1)}${approval === true ? 1 : 0}`,
    tool_type: approval === true ? 'custom' : 'letta_core',
    description,
    source_type: approval === true ? 'json' : 'python',
    name,
    tags: [],
    source_code: null,
    json_schema: {
      name,
      description,
      parameters: { type: 'object', properties: { [argument]: { type: 'string' } }, required: [argument] },
    },
    args_json_schema: null,
    return_char_limit: 50000,
    pip_requirements: null,
    npm_requirements: null,
    default_requires_approval: approval,
    enable_parallel_execution: approval === null,
    created_by_id: user,
    last_updated_by_id: user,
    metadata_: {},
    project_id: null,
  });
  const base = [tool('conversation_search', 'Search prior conversation history.', 'query', null)];
  return [...(agent.baseTools ? base : []), tool('danger', 'Do danger.', 'x', true)];
}

export function toConversationJson(state: State, row: Conversation): Item {
  const place = { agentId: row.agentId, conversationId: row.id };
  return {
    created_by_id: user,
    last_updated_by_id: user,
    created_at: toRowDate(row.createdAt),
    updated_at: toRowDate(row.updatedAt),
    id: row.id,
    agent_id: row.agentId,
    summary: row.summary,
    in_context_message_ids: messagesOf(state, place).map((message) => message.id),
    isolated_block_ids: [],
    model: null,
    model_settings: null,
    last_message_at: row.lastMessageAt === null ? null : toRowDate(row.lastMessageAt),
  };
}

export function toRunJson(run: Run): Item {
  return {
    id: run.id,
    status: run.status,
    created_at: toRowDate(run.createdAt),
    // The recorded server writes this one without a time zone.
    completed_at: run.completedAt === null ? null : toRowDate(run.completedAt).slice(0, -1),
    agent_id: run.place.agentId,
    conversation_id: run.place.conversationId,
    base_template_id: null,
    background: run.background,
    metadata: { run_type: run.route, ...(run.error ? { error: run.error } : {}) },
    request_config: {
      use_assistant_message: true,
      assistant_message_tool_name: 'send_message',
      assistant_message_tool_kwarg: 'message',
      include_return_message_types: null,
    },
    stop_reason: run.stopReason,
    callback_url: null,
    callback_sent_at: null,
    callback_status_code: null,
    callback_error: null,
    ttft_ns: null,
    total_duration_ns: null,
  };
}

export function toModelJson(handle: string): Item {
  return {
    ...toModelConfig(handle),
    name: handle.split('/').at(-1) ?? handle,
    display_name: 'Practice agent (rules, no language model)',
    provider_type: 'openai',
    provider_name: 'practice',
    model_type: 'llm',
    max_context_window: 30000,
  };
}
