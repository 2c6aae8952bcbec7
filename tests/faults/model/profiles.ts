import type { Fault } from './fault-mirror.ts';
import type { Step } from './steps.ts';

export type Kind = Step['do'];

/**
 * A kind of life that devices lead. Some bugs need many clears, or many late answers, and would take
 * thousands of histories in which everything is equally likely.
 */
export interface Profile {
  /** How often histories are of this kind. */
  readonly weight: number;
  readonly weights: readonly (readonly [kind: Kind, weight: number])[];
  /** What happens to requests, each as often as it is named. */
  readonly faults: readonly Fault[];
  /** How many syncs there are in which storage refuses or the user acts, for each in which not. */
  readonly kills: number;
  readonly meanwhile: number;
}

const calm: readonly Fault[] = ['none', 'none', 'none'];

/** A bit of everything. */
const mixed: Profile = {
  weight: 4,
  weights: [
    ['send', 8],
    ['finish', 6],
    ['rename', 3],
    ['clear', 2],
    ['undo', 2],
    ['repeat', 1],
    ['sync', 14],
    ['restart', 1],
    ['forget', 1],
    ['lose-power', 2],
    ['set-clock', 1],
    ['back-up', 1],
    ['roll-back', 1],
    ['clone', 1],
    ['restore', 1],
  ],
  faults: [
    ...calm,
    'lose-request',
    'lose-answer',
    'twice',
    'stale-answer',
    'stale-answer',
    'late-repeat',
    'die-asking',
    'die-answered',
  ],
  kills: 3,
  meanwhile: 1,
};

/** Titles that meet on the way, from clocks that disagree, and answers that come late. */
const edits: Profile = {
  weight: 2,
  weights: [
    ['send', 2],
    ['rename', 10],
    ['sync', 14],
    ['set-clock', 1],
    ['lose-power', 1],
  ],
  faults: [...calm, 'stale-answer', 'stale-answer', 'late-repeat', 'late-repeat', 'lose-answer'],
  kills: 1,
  meanwhile: 3,
};

/** What is cleared meets late answers, late answers of the agent, and other devices that saw less. */
const clears: Profile = {
  weight: 2,
  weights: [
    ['send', 8],
    ['finish', 4],
    ['clear', 6],
    ['undo', 2],
    ['repeat', 4],
    ['sync', 12],
    ['restart', 1],
    ['forget', 1],
  ],
  faults: [...calm, 'stale-answer', 'lose-answer', 'late-repeat', 'lose-request'],
  kills: 1,
  meanwhile: 1,
};

/** Answers that end differently on several devices at once. */
const answers: Profile = {
  weight: 2,
  weights: [
    ['send', 3],
    ['finish', 12],
    ['sync', 14],
    ['lose-power', 1],
  ],
  faults: [...calm, 'stale-answer', 'lose-answer', 'die-answered'],
  kills: 0,
  meanwhile: 5,
};

/** A mirror that goes back again and again. */
const restores: Profile = {
  weight: 2,
  weights: [
    ['send', 6],
    ['finish', 4],
    ['rename', 3],
    ['clear', 2],
    ['sync', 12],
    ['restore', 3],
    ['lose-power', 1],
  ],
  faults: [...calm, 'stale-answer', 'lose-answer', 'die-asking', 'die-answered'],
  kills: 1,
  meanwhile: 1,
};

export const profiles: readonly Profile[] = [mixed, edits, clears, answers, restores];
