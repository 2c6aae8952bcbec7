import type { SendRequest } from './letta-client.ts';

/**
 * The body of a send. Answers come first, so that new words free a conversation that waits for them. Every
 * message has an `otid`: the server knows a repeated request by all of them together.
 * The `approval` form carries results of our own tools as well; servers before 0.16.5 know no other.
 */
export function toSendBody({
  text,
  decisions,
  results = [],
  otid,
  background,
  clientTools,
}: SendRequest): unknown {
  const approvals = [
    ...decisions.map(({ callId, approve, reason }) => ({
      type: 'approval',
      tool_call_id: callId,
      approve,
      ...(reason === '' ? {} : { reason }),
    })),
    ...results.map(({ callId, status, text: words }) => ({
      type: 'tool',
      tool_call_id: callId,
      status,
      tool_return: words,
    })),
  ];
  const answer = { type: 'approval', otid: text === null ? otid : `${otid}-answer`, approvals };
  const words = { type: 'message', role: 'user', content: text, otid };
  return {
    messages: [...(approvals.length > 0 ? [answer] : []), ...(text === null ? [] : [words])],
    streaming: true,
    stream_tokens: true,
    include_pings: true,
    background,
    ...(clientTools.length > 0 ? { client_tools: clientTools } : {}),
  };
}
