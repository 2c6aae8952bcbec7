import * as z from 'zod/mini';
import { bindingSchema } from '../chat/session.ts';
import { createKeepingItem, type Keeping } from './keeping.ts';
import { createLocalItem, type LocalItem, type StorageArea } from './local-item.ts';
import { createPageConsents, type PageConsents } from './page-consents.ts';

const serverFactsSchema = z.object({
  dialect: z.enum(['cloud', 'self-hosted']),
  version: z.string(),
  conversations: z.boolean(),
  background: z.boolean(),
  practice: z.boolean(),
});
/** What a Letta server can do, remembered under its base URL, and since when (epoch ms). */
const rememberedFactsSchema = z.record(
  z.string(),
  z.object({ facts: serverFactsSchema, foundAt: z.number() }),
);
export type RememberedFacts = Readonly<z.infer<typeof rememberedFactsSchema>>;

/**
 * An answer that ended before we saw its end, and that the agent may have finished without us. `otid` is
 * what the agent's history holds the user's message under. Kept for some days, then given up.
 */
const unfinishedSchema = z.object({
  sessionId: z.uuid(),
  messageId: z.uuid(),
  replyHlc: z.string(),
  otid: z.string(),
  binding: bindingSchema,
  endedAt: z.number(),
});
export type Unfinished = Readonly<z.infer<typeof unfinishedSchema>>;

/** Tool calls that the user walked away from: the next message of the session denies them first. */
const owedDenialsSchema = z.record(z.string(), z.array(z.string()));
export type OwedDenials = Readonly<z.infer<typeof owedDenialsSchema>>;

/** The follow-up dates that were told on this device, by saved posting: each date is told once. */
const remindedSchema = z.record(z.string(), z.string());
export type Reminded = Readonly<z.infer<typeof remindedSchema>>;

/** What the daily look at old chats remembers: when it was, how the clock went, and what no panel has told yet. */
const retentionSchema = z.object({
  ranAt: z.number(),
  clock: z.nullable(z.object({ seenAt: z.number(), heldSince: z.nullable(z.number()) })),
  untold: z.array(z.uuid()),
});
export type RetentionMemory = Readonly<z.infer<typeof retentionSchema>>;

/** The background's own small memory in `storage.local`. Losing it costs comfort, never a message. */
export interface BackgroundItems {
  readonly facts: LocalItem<RememberedFacts>;
  readonly unfinished: LocalItem<readonly Unfinished[]>;
  readonly owedDenials: LocalItem<OwedDenials>;
  readonly reminded: LocalItem<Reminded>;
  readonly pageConsents: LocalItem<PageConsents>;
  readonly keeping: LocalItem<Keeping>;
  readonly retention: LocalItem<RetentionMemory>;
}

export function createBackgroundItems(area: StorageArea): BackgroundItems {
  return {
    facts: createLocalItem({ area, key: 'letta-facts', schema: rememberedFactsSchema, fallback: {} }),
    unfinished: createLocalItem({
      area,
      key: 'unfinished',
      schema: z.array(unfinishedSchema),
      fallback: [],
    }),
    reminded: createLocalItem({ area, key: 'reminded', schema: remindedSchema, fallback: {} }),
    owedDenials: createLocalItem({ area, key: 'owed-denials', schema: owedDenialsSchema, fallback: {} }),
    pageConsents: createPageConsents(area),
    keeping: createKeepingItem(area),
    retention: createLocalItem({
      area,
      key: 'retention',
      schema: retentionSchema,
      fallback: { ranAt: 0, clock: null, untold: [] },
    }),
  };
}
