import type { LettaFound, SetupFailure, SetupProblem } from '../../utils/chat/setup.ts';

type Words = (detail: string) => string;

/** The address that was tried, or a plain word for it. */
function at(detail: string, otherwise: string): string {
  return detail === '' ? otherwise : detail;
}

const words: Readonly<Record<SetupProblem, Words>> = {
  'no-server': () => 'Enter the address of a Letta server, or choose Letta Cloud.',
  'bad-address': (typed) =>
    `Wrong address: “${typed}” is not a web address. It looks like https://letta.example.com or http://localhost:8283.`,
  'no-permission': (origin) =>
    `Permission was not granted: the browser does not let TalentScout reach ${at(origin, 'the server')}. Try again and choose Allow.`,
  'server-down': (address) =>
    `Server not reachable: nothing answers at ${at(address, 'this address')}. Check that the address is right, that the server runs, and that you are online.`,
  'not-letta': (address) =>
    `Wrong address: ${at(address, 'it')} answers, but it is not a Letta server. Check the address and the port.`,
  'server-too-old': () =>
    'Server too old: this Letta server is older than 0.14. Update it, or use another one.',
  'wrong-key': () => 'Wrong key: the server did not accept the API key or password.',
  'server-error': () =>
    'Server error: the Letta server answered, but failed. Try again, or look into its log.',
  'rate-limited': () => 'Too many requests: the server asks to wait. Try again in a minute.',
  'out-of-credit': () => 'No credit: the Letta account has no credit left.',
  'no-agents': () =>
    'No agents: the connection works, but there is no agent on this server yet. Name a new one below.',
  'agent-gone': (name) =>
    `Agent not found: ${at(name, 'the chosen agent')} is not on this server. Choose another one.`,
  'choose-agent': () => 'Connected. Choose which agent to talk to.',
  'no-agent-name': () => 'Give the new agent a name.',
  'agent-refused': (said) =>
    `Agent not created: the server refused${said === '' ? '' : `, saying “${said.slice(0, 200)}”`}.`,
  'no-mirror-address': () => 'Enter the address of the mirror, or paste its connect code.',
  'bad-mirror-address': (typed) =>
    `Wrong address: “${typed}” is not a web address. A mirror’s looks like http://127.0.0.1:8787.`,
  'no-token': () => 'The mirror’s token is missing. The mirror prints it at its first start.',
  'bad-code': () => 'Wrong connect code: it is not complete. Copy the whole line that the mirror printed.',
  'mirror-down': (address) =>
    `Mirror not reachable: nothing answers at ${at(address, 'this address')}. Check that the address is right and that the mirror runs.`,
  'not-mirror': (address) => `Wrong address: ${at(address, 'it')} answers, but it is not a mirror.`,
  'wrong-token': () => 'Wrong token: the mirror did not accept it.',
  'mirror-error': () => 'Mirror error: the mirror answered, but failed. Try again, or look into its log.',
  'not-saved': () => 'Not saved: the browser’s storage refused. Free some space, then save again.',
  unknown: () => 'Something unexpected went wrong. Try again.',
};

/** A failure in words: its cause first, then what to do. */
export function toFailureWords({ problem, detail }: SetupFailure): string {
  return words[problem](detail);
}

/** What a successful test found. */
export function toFoundWords({ version, practice, agents }: LettaFound): string {
  const server = practice
    ? 'the practice agent’s server'
    : version === ''
      ? 'Letta Cloud'
      : `Letta ${version}`;
  return `Connected to ${server}: ${agents.length} ${agents.length === 1 ? 'agent' : 'agents'}.`;
}
