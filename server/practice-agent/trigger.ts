/** How a turn shall fail: what the model's provider answered, or what the server itself ran into. */
export const failures = ['401', '402', '429', '500', 'timeout', 'overflow', 'empty', 'internal'] as const;
export type Failure = (typeof failures)[number];

/** What a message asks of the practice agent beyond an answer. */
export interface Triggers {
  readonly fail: { readonly how: Failure; readonly late: boolean } | null;
  readonly tool: boolean;
  /** How many tool calls need the user's consent. */
  readonly approvals: number;
  readonly readPage: boolean;
  readonly readSelection: boolean;
  /** Only once the first answer is there. */
  readonly readSelectionNext: boolean;
  /** Spread the answer over that many seconds. */
  readonly slowSeconds: number | null;
  /** The answer's length in words. */
  readonly words: number | null;
  readonly cut: boolean;
  /** Say nothing for that many seconds (Infinity: until cancelled). */
  readonly stallSeconds: number | null;
  readonly think: boolean;
}

/** Only the edges of a message are read, so that a pasted posting triggers nothing. */
const edge = 200;

/** Reads the trigger words of a user's message; the list stands in README.md. */
export function parseTriggers(message: string): Triggers {
  const text = (
    message.length <= 2 * edge ? message : `${message.slice(0, edge)}\n${message.slice(-edge)}`
  ).toLowerCase();
  const fail = /\bfail (late )?(401|402|429|500|timeout|overflow|empty|internal)\b/.exec(text);
  const how = failures.find((one) => one === fail?.[2]);
  const stall = /\bstall(?: (\d+))?\b/.exec(text);
  return {
    fail: how === undefined ? null : { how, late: fail?.[1] !== undefined },
    tool: /\buse a tool\b/.test(text),
    approvals: /\btwo approvals\b/.test(text) ? 2 : /\bneeds approval\b/.test(text) ? 1 : 0,
    readPage: /\bread the page\b/.test(text),
    readSelection: /\bread the selection\b/.test(text),
    readSelectionNext: /\bthen the selection\b/.test(text),
    slowSeconds: numberAfter(text, /\bslow (\d+(?:\.\d+)?)\b/),
    words: numberAfter(text, /\blong (\d+)\b/),
    cut: /\bcut\b/.test(text),
    stallSeconds: stall === null ? null : stall[1] === undefined ? Infinity : Number(stall[1]),
    think: /\bthink\b/.test(text),
  };
}

function numberAfter(text: string, pattern: RegExp): number | null {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? null : Math.min(Number(found), 100_000);
}

const provider = (code: number): string =>
  `Error code: ${code} - {'error': {'message': 'practice failure', 'type': 'server_error'}}`;

/** What a failed run reports, in the words of server 0.16.8. `stopReason` goes before the error frame. */
export function describeFailure(how: Failure): {
  stopReason: string;
  errorType: string;
  message: string;
  detail: string;
} {
  const llm = {
    stopReason: 'llm_api_error',
    errorType: 'llm_error',
    message: 'An error occurred with the LLM request.',
  };
  switch (how) {
    case '401':
      return {
        ...llm,
        errorType: 'llm_authentication',
        message: 'Authentication failed with the LLM model provider.',
        detail: `UNAUTHENTICATED: Authentication failed with OpenAI: ${provider(401)}`,
      };
    case '402':
      return { ...llm, detail: `PAYMENT_REQUIRED: Insufficient credits: ${provider(402)}` };
    case '429':
      return {
        ...llm,
        errorType: 'llm_rate_limit',
        message: 'Rate limit exceeded for LLM model provider. Please wait before making another request.',
        detail: `RATE_LIMIT_EXCEEDED: Rate limited by OpenAI: ${provider(429)}`,
      };
    case '500':
      return { ...llm, detail: `INTERNAL_SERVER_ERROR: OpenAI API error: ${provider(500)}` };
    case 'timeout':
      return {
        ...llm,
        errorType: 'llm_timeout',
        message: 'The LLM request timed out. Please try again.',
        detail: 'TIMEOUT: Request to OpenAI timed out: Request timed out.',
      };
    case 'empty':
      return {
        stopReason: 'invalid_llm_response',
        errorType: 'llm_empty_response',
        message: 'LLM returned an empty response.',
        detail: 'LLM provider returned empty content in response',
      };
    case 'overflow':
      return {
        stopReason: 'context_window_overflow_in_system_prompt',
        errorType: 'context_window_overflow_in_system_prompt',
        message: 'The system prompt exceeds the context window of the model.',
        detail: 'The system prompt tokens (40000) exceeds the context window (30000)',
      };
    case 'internal':
      return {
        stopReason: 'error',
        errorType: 'internal_error',
        message: 'An unknown error occurred with the LLM streaming request.',
        detail: 'practice failure',
      };
  }
}
