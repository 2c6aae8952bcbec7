import { dayMs } from '../std/day-ms.ts';

/** A device that was off for longer is one whose clock may have jumped. */
const jumpMs = 14 * dayMs;
/** For so long a clock that jumped must go on as clocks do, before anything is deleted by it. */
const holdMs = 7 * dayMs;
/** How far the clocks of device and mirror may lie apart. */
const apartMs = dayMs;

/** What is remembered of the device's clock. Times are epoch ms, by that clock. */
export interface ClockMemory {
  readonly seenAt: number;
  /** Since when it is not trusted; null: it is. */
  readonly heldSince: number | null;
}

/**
 * Says whether the device's clock may decide what is too old. A clock that is suddenly years ahead must not
 * delete everything: one that jumped is trusted after a week of going steadily, or at once where the mirror's
 * clock agrees. A mirror that disagrees is believed. `newestAt` (the newest message) stands in for the
 * memory at the first look.
 */
export function judgeClock(
  memory: ClockMemory | null,
  {
    now,
    newestAt,
    mirrorAt,
  }: { readonly now: number; readonly newestAt: number | null; readonly mirrorAt: number | null },
): { readonly memory: ClockMemory; readonly trusted: boolean } {
  if (mirrorAt !== null) {
    const agrees = Math.abs(mirrorAt - now) <= apartMs;
    return { memory: { seenAt: now, heldSince: agrees ? null : now }, trusted: agrees };
  }
  const { seenAt, heldSince } = memory ?? { seenAt: newestAt ?? now, heldSince: null };
  const jumped = now > seenAt + jumpMs || now < seenAt - apartMs;
  const since = jumped ? now : heldSince;
  const held = since !== null && now < since + holdMs;
  return { memory: { seenAt: now, heldSince: held ? since : null }, trusted: !held };
}
