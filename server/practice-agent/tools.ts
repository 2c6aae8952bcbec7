import { textAt, type ToolReturn } from './frames.ts';
import { messagesOf, type Place, type State } from './state.ts';

/** Runs one of the server's own tools. */
export function runServerTool(
  state: State,
  place: Place,
  call: { readonly callId: string; readonly name: string; readonly args: string },
): ToolReturn {
  if (call.name === 'conversation_search') {
    return { callId: call.callId, status: 'success', text: searchMessages(state, place) };
  }
  if (call.name === 'danger') {
    const args: unknown = JSON.parse(call.args);
    const what = typeof args === 'object' && args !== null && 'x' in args ? String(args.x) : '';
    return { callId: call.callId, status: 'success', text: `did ${what}` };
  }
  return { callId: call.callId, status: 'error', text: `Error: Tool ${call.name} not found` };
}

/** The newest messages of the thread, in the Python form that Letta's search tool returns. */
function searchMessages(state: State, place: Place): string {
  const found = messagesOf(state, place)
    .flatMap((message) => message.items)
    .filter((item) => item['message_type'] === 'user_message' || item['message_type'] === 'assistant_message')
    .slice(-4)
    .reverse();
  const results = found.map((item) => {
    const role = item['message_type'] === 'user_message' ? 'user' : 'assistant';
    const content = textAt(item, 'content').slice(0, 80);
    return `{'timestamp': '${textAt(item, 'date')}', 'role': '${role}', 'relevance': {'search_mode': 'sql'}, 'content': ${quote(content)}}`;
  });
  return `{'message': 'Showing ${results.length} results:', 'results': [${results.join(', ')}]}`;
}

function quote(text: string): string {
  return `'${text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", String.raw`\'`)
    .replaceAll('\n', String.raw`\n`)}'`;
}
