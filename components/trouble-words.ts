import type { Trouble, TroubleReason } from '../utils/chat/message.ts';

/** The one act that helps, and what its button says. */
export interface TroubleWords {
  /** What happened and what to do, in one or two plain sentences. */
  readonly sentence: string;
  readonly action: 'retry' | 'continue' | 'open-settings' | 'grant-permission' | null;
  /** The button's words; empty where there is no action. */
  readonly label: string;
}

type Words = readonly [sentence: string, action: TroubleWords['action']];

const words: Readonly<Record<TroubleReason, Words>> = {
  'not-connected': ['No agent is connected yet. Connect one in the settings.', 'open-settings'],
  'no-permission': [
    'The browser has not been allowed to reach the Letta server. Allow it, then try again.',
    'grant-permission',
  ],
  'wrong-key': [
    'The Letta server did not accept the API key or password. Check it in the settings.',
    'open-settings',
  ],
  'no-agent': [
    'The agent is no longer on the Letta server. Choose another one in the settings.',
    'open-settings',
  ],
  'not-letta': ['The address answers, but not as a Letta server. Check it in the settings.', 'open-settings'],
  'server-too-old': [
    'This Letta server is too old. Update it to 0.14 or newer, or choose another one in the settings.',
    'open-settings',
  ],
  'server-down': [
    'The Letta server cannot be reached. Check that it runs and that you are online, then try again.',
    'retry',
  ],
  'server-error': ['The Letta server failed while it worked on this. Try again in a moment.', 'retry'],
  busy: ['The agent is still busy with another message. Try again when it is done.', 'retry'],
  'rate-limited': ['The agent was asked too often.', 'retry'],
  'out-of-credit': [
    'The account has no credit left for this. Add credit with your provider, then try again.',
    'retry',
  ],
  'model-error': ['The language model behind the agent failed. Try again in a moment.', 'retry'],
  'too-long': [
    'This is more than the language model can read at once. Shorten the message or start a new chat.',
    'retry',
  ],
  stalled: ['The server has sent nothing for a minute, and the answer may be incomplete.', 'continue'],
  'approval-pending': [
    'The agent still waits for your approval of an earlier step. Decide it, then try again.',
    'retry',
  ],
  'not-saved': [
    'This device could not save the message, so it was not sent. Free some space, then try again.',
    'retry',
  ],
  stopped: ['You stopped this answer.', 'continue'],
  cut: ['The connection broke before the answer was complete.', 'continue'],
  unknown: ['Something unexpected went wrong. Try again.', 'retry'],
};

const labels = {
  retry: 'Try again',
  continue: 'Continue',
  'open-settings': 'Open settings',
  'grant-permission': 'Allow access',
} as const;

function count(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}

/** A wait in words, rounded up: "20 seconds", "2 minutes", "3 hours". */
export function toWaitWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 90) return count(seconds, 'second');
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 90) return count(minutes, 'minute');
  const hours = Math.ceil(minutes / 60);
  return hours < 48 ? count(hours, 'hour') : count(Math.ceil(hours / 24), 'day');
}

/** Words a trouble for the reader. The server's own words are not among them. */
export function toTroubleWords(trouble: Trouble): TroubleWords {
  const [sentence, action] = words[trouble.reason];
  const label = action === null ? '' : labels[action];
  if (trouble.reason === 'rate-limited' || trouble.retryAfterMs !== null) {
    const wait = trouble.retryAfterMs === null ? 'a little while' : toWaitWords(trouble.retryAfterMs);
    const when =
      trouble.reason === 'rate-limited'
        ? `Wait ${wait}, then try again.`
        : `The server asks to wait ${wait}.`;
    return { sentence: `${sentence} ${when}`, action, label };
  }
  return { sentence, action, label };
}

/** The server's own words for those who want them; empty where it said nothing. */
export function toTroubleDetail(trouble: Trouble): string {
  const lines = [trouble.message, trouble.detail].map((line) => line.trim()).filter((line) => line !== '');
  return [...new Set(lines)].join('\n');
}
