import type { Message, Part } from '../../utils/chat/message.ts';
import { createLate } from '../late/late.ts';

/** What only few messages show. */
export const approvalGroups = createLate(() =>
  import('./ApprovalGroups.tsx').then((module) => module.ApprovalGroups),
);
export const troubleLine = createLate(() => import('./TroubleLine.tsx').then((module) => module.TroubleLine));

/**
 * Loads what these messages, and an answer under way, need of it, so that they are whole when they are first
 * drawn. Never rejects.
 */
export async function loadPartsOf(messages: readonly Message[], answer: readonly Part[]): Promise<void> {
  const wanted: Promise<unknown>[] = [];
  if (messages.some(({ trouble }) => trouble !== null)) wanted.push(troubleLine.load());
  if (answer.some(waits) || messages.some(({ parts }) => parts.some(waits)))
    wanted.push(approvalGroups.load());
  await Promise.allSettled(wanted);
}

/** Loads all of it, ahead of the moment in which it is needed. Never rejects. */
export async function loadMessageParts(): Promise<void> {
  await Promise.allSettled([troubleLine.load(), approvalGroups.load()]);
}

function waits(part: Part): boolean {
  return part.type === 'tool' && part.state === 'approval';
}
