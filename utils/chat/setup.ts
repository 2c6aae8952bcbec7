import type { Binding } from './session.ts';

/** An agent that can be talked to. */
export type AgentChoice = Readonly<Pick<Binding, 'agentId' | 'agentName'>>;

/** What the user typed to reach Letta; `server` as typed, not yet an address. */
export interface LettaFields {
  readonly server: string;
  readonly apiKey: string;
}

/** What the user typed to reach the mirror; either field may hold a connect code instead. */
export interface MirrorFields {
  readonly address: string;
  readonly token: string;
}

/** The agent as the form has it: one that exists, one to be made, or none chosen yet. */
export type AgentWish =
  | ({ readonly kind: 'existing' } & AgentChoice)
  | { readonly kind: 'new'; readonly name: string; readonly about: string }
  | { readonly kind: 'none' };

export interface SetupFields {
  readonly letta: LettaFields;
  readonly agent: AgentWish;
  readonly mirror: MirrorFields;
}

/** Why something could not be connected or saved. The form words each of them. */
export type SetupProblem =
  | 'no-server' // nothing typed
  | 'bad-address'
  | 'no-permission' // the browser's question was answered with no
  | 'server-down'
  | 'not-letta'
  | 'server-too-old'
  | 'wrong-key'
  | 'server-error'
  | 'rate-limited'
  | 'out-of-credit'
  | 'no-agents'
  | 'agent-gone' // the chosen agent is not on this server
  | 'choose-agent' // there are several
  | 'no-agent-name'
  | 'agent-refused' // the server did not make the new agent
  | 'bad-mirror-address'
  | 'no-mirror-address'
  | 'no-token'
  | 'bad-code'
  | 'mirror-down'
  | 'not-mirror'
  | 'wrong-token'
  | 'mirror-error'
  | 'not-saved' // the browser's storage refused
  | 'unknown';

/** `detail`: the address that was tried, or the server's own words; may be empty. */
export interface SetupFailure {
  readonly ok: false;
  readonly problem: SetupProblem;
  readonly detail: string;
  /** What the server has all the same, so that one can be chosen. */
  readonly agents: readonly AgentChoice[];
}

export interface LettaFound {
  readonly ok: true;
  /** Origin plus optional path, no trailing slash. */
  readonly baseUrl: string;
  /** Empty for Letta Cloud. */
  readonly version: string;
  readonly practice: boolean;
  /** At least one. */
  readonly agents: readonly AgentChoice[];
}

export interface MirrorFound {
  readonly ok: true;
  readonly baseUrl: string;
}

/** The form's values as they were saved: addresses made plain, the agent named. */
export interface SetupSaved {
  readonly ok: true;
  readonly fields: SetupFields;
  readonly practice: boolean;
}

/**
 * What a form for the connection needs done. Every verb asks the browser for the origins it needs before
 * anything else, so it must be called straight from the user's click. None of them rejects.
 */
export interface SetupService {
  /** The values as saved before; empty ones at first run. */
  readFields(): Promise<Pick<SetupSaved, 'fields' | 'practice'>>;
  checkLetta(fields: LettaFields): Promise<LettaFound | SetupFailure>;
  checkMirror(fields: MirrorFields): Promise<MirrorFound | SetupFailure>;
  save(fields: SetupFields): Promise<SetupSaved | SetupFailure>;
  /** The address and token in a connect code; null where the text is none. */
  parseConnectCode(text: string): MirrorFields | null;
}
