import * as v from 'valibot';
import { bindingSchema } from '../chat/session.ts';
import { createKeepingItem, type Keeping } from './keeping.ts';
import { createLocalItem, type LocalItem, type StorageArea } from './local-item.ts';
import { createPageConsents, type PageConsents } from './page-consents.ts';

const serverFactsSchema = v.object({
  dialect: v.picklist(['cloud', 'self-hosted']),
  version: v.string(),
  conversations: v.boolean(),
  background: v.boolean(),
  practice: v.boolean(),
});
/** What a Letta server can do, remembered under its base URL, and since when (epoch ms). */
const rememberedFactsSchema = v.record(
  v.string(),
  v.object({ facts: serverFactsSchema, foundAt: v.number() }),
);
export type RememberedFacts = Readonly<v.InferOutput<typeof rememberedFactsSchema>>;

/**
 * An answer that ended before we saw its end, and that the agent may have finished without us. `otid` is
 * what the agent's history holds the user's message under. Kept for some days, then given up.
 */
const unfinishedSchema = v.object({
  sessionId: v.pipe(v.string(), v.uuid()),
  messageId: v.pipe(v.string(), v.uuid()),
  replyHlc: v.string(),
  otid: v.string(),
  binding: bindingSchema,
  endedAt: v.number(),
});
export type Unfinished = Readonly<v.InferOutput<typeof unfinishedSchema>>;

/** Tool calls that the user walked away from: the next message of the session denies them first. */
const owedDenialsSchema = v.record(v.string(), v.array(v.string()));
export type OwedDenials = Readonly<v.InferOutput<typeof owedDenialsSchema>>;

/** The follow-up dates that were told on this device, by saved posting: each date is told once. */
const remindedSchema = v.record(v.string(), v.string());
export type Reminded = Readonly<v.InferOutput<typeof remindedSchema>>;

/** What the daily look at old chats remembers: when it was, how the clock went, and what no panel has told yet. */
const retentionSchema = v.object({
  ranAt: v.number(),
  clock: v.nullable(v.object({ seenAt: v.number(), heldSince: v.nullable(v.number()) })),
  untold: v.array(v.pipe(v.string(), v.uuid())),
});
export type RetentionMemory = Readonly<v.InferOutput<typeof retentionSchema>>;

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
      schema: v.array(unfinishedSchema),
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
