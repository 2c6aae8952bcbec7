import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/**
 * A stand-in for a language model behind a real Letta server: the OpenAI endpoints that Letta 0.16.8 calls
 * (models, chat completions with streaming, embeddings of 1,536 floats). Not a model: it answers by rules.
 *
 * In the user's last words: `slow N` answers over N seconds, `long N` with N words, `use TOOL` calls that
 * tool if it was offered (`use TOOL and TOOL` both at once), `say` repeats what the tools gave, `recall` what
 * the user said before, `fail CODE` answers with that HTTP status.
 */
export interface StubModel {
  readonly url: string;
  close(): Promise<void>;
}

interface Rules {
  readonly words: readonly string[];
  readonly paceMs: number;
  readonly tools: readonly string[];
  readonly fail: number | null;
}

export async function startStubModel(port = 0): Promise<StubModel> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(JSON.stringify({ error: { message: String(error) } }));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The stub model has no TCP address');
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readJson(request);
  if (request.url?.endsWith('/models')) {
    sendJson(response, {
      object: 'list',
      data: [{ id: 'stub-1', object: 'model', created: 0, owned_by: 'stub' }],
    });
  } else if (request.url?.endsWith('/embeddings')) {
    const inputs = Array.isArray(body['input']) ? body['input'] : [body['input']];
    const data = inputs.map((_, index) => ({
      object: 'embedding',
      index,
      embedding: Array.from({ length: 1536 }, () => 0.01),
    }));
    sendJson(response, { object: 'list', model: 'stub', data, usage: { prompt_tokens: 1, total_tokens: 1 } });
  } else if (request.url?.endsWith('/chat/completions')) {
    await complete(body, response);
  } else {
    response.writeHead(404).end();
  }
}

async function complete(body: Record<string, unknown>, response: ServerResponse): Promise<void> {
  const rules = toRules(body);
  if (rules.fail !== null) {
    response.writeHead(rules.fail, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ error: { message: `The stub model fails with ${rules.fail}`, type: 'stub' } }),
    );
    return;
  }
  if (body['stream'] !== true) {
    const message = { role: 'assistant', content: rules.words.join('') };
    const choices = [{ index: 0, message, finish_reason: 'stop' }];
    sendJson(response, {
      id: 'stub',
      object: 'chat.completion',
      created: 0,
      model: 'stub-1',
      choices,
      usage,
    });
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  function piece(delta: unknown, finish: string | null = null): void {
    const choices = [{ index: 0, delta, finish_reason: finish }];
    response.write(`data: ${JSON.stringify({ ...chunk, choices })}\n\n`);
  }
  piece({ role: 'assistant', content: '' });
  if (rules.tools.length === 0) {
    for (const word of rules.words) {
      piece({ content: word });
      if (rules.paceMs > 0) await new Promise((resolve) => setTimeout(resolve, rules.paceMs));
    }
    piece({}, 'stop');
  } else {
    for (const [index, name] of rules.tools.entries()) {
      const call = { index, id: `call_${Date.now()}${index}`, type: 'function' };
      piece({ tool_calls: [{ ...call, function: { name, arguments: '' } }] });
      piece({ tool_calls: [{ index, function: { arguments: '{"query": ' } }] });
      piece({ tool_calls: [{ index, function: { arguments: '"hello"}' } }] });
    }
    piece({}, 'tool_calls');
  }
  response.write(`data: ${JSON.stringify({ ...chunk, choices: [], usage })}\n\n`);
  response.end('data: [DONE]\n\n');
}

const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
const chunk = { id: 'stub', object: 'chat.completion.chunk', created: 0, model: 'stub-1' };

function toRules(body: Record<string, unknown>): Rules {
  const messages = Array.isArray(body['messages']) ? body['messages'] : [];
  const last: unknown = messages.at(-1);
  const text = JSON.stringify(
    messages.findLast((message: unknown) => roleOf(message) === 'user') ?? '',
  ).toLowerCase();
  const slow = numberAfter(text, 'slow');
  const long = numberAfter(text, 'long');
  const offered = JSON.stringify(body['tools'] ?? []);
  const [, one, other] = /\buse ([a-z_]+)(?: and ([a-z_]+))?/.exec(text) ?? [];
  const wanted = [one, other].flatMap((name) =>
    name !== undefined && offered.includes(`"${name}"`) ? [name] : [],
  );
  const returned = messages.slice(messages.findLastIndex((message) => roleOf(message) !== 'tool') + 1);
  // After a tool's return the next step is words, or the agent would call it for ever.
  const tools = roleOf(last) === 'tool' ? [] : wanted;
  const count = long ?? (slow === null ? 8 : slow * 5);
  const said = messages.filter((message: unknown) => roleOf(message) === 'user').slice(0, -1);
  const words = /\brecall\b/.test(text)
    ? said.map((message) => `${JSON.stringify(message)}\n`)
    : /\bsay\b/.test(text) && returned.length > 0
      ? returned.map((message) => `${JSON.stringify(message)}\n`)
      : Array.from({ length: count }, (_, index) => `word${index + 1} `);
  return { words, paceMs: slow === null ? 0 : 200, tools, fail: numberAfter(text, 'fail') };
}

function roleOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'role' in message ? message.role : null;
}

function numberAfter(text: string, word: string): number | null {
  const found = new RegExp(`\\b${word} (\\d+)`).exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const part of request) text += String(part);
  const value: unknown = text === '' ? {} : JSON.parse(text);
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
