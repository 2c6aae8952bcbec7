import type { Fault } from './faults.ts';

/** What the practice agent pretends to be. Times in ms unless named otherwise. */
export interface PracticeOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  /** Keep agents, conversations and history in this folder; null: in memory only. */
  readonly dataDir: string | null;
  /** Between two pieces of an answer. */
  readonly paceMs: number;
  /** Length of every plain answer in words; null: as the rules have it. */
  readonly words: number | null;
  /** Every plain answer, word for word; null: as the rules have it. For benchmarks. */
  readonly answer: string | null;
  /** False: no background mode, no resume, no lock. */
  readonly redis: boolean;
  /** False: a server from before conversations. */
  readonly conversations: boolean;
  /** As the health answer tells. */
  readonly version: string;
  readonly password: string | null;
  readonly faults: readonly Fault[];
  readonly keepaliveMs: number;
  /** True: the model's provider does not stream tokens. */
  readonly steps: boolean;
  /**
   * True: an agent that makes one call at a time. As the real server does, it streams all the calls that the
   * model wants, and keeps only the first.
   */
  readonly oneCall: boolean;
  /** How long a background stream can be resumed. */
  readonly streamLifeMs: number;
  /** Serve `POST /__practice/faults`. */
  readonly control: boolean;
}

export const defaultOptions: PracticeOptions = {
  port: 0,
  host: '127.0.0.1',
  dataDir: null,
  paceMs: 0,
  words: null,
  answer: null,
  redis: true,
  conversations: true,
  version: '0.16.8',
  password: null,
  faults: [],
  keepaliveMs: 20_000,
  steps: false,
  oneCall: false,
  streamLifeMs: 3 * 60 * 60 * 1000,
  control: false,
};
