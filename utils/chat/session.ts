import * as v from 'valibot';

/** Which agent a session talks to, and in which Letta conversation (null: the agent's single thread). */
export const bindingSchema = v.object({
  agentId: v.string(),
  agentName: v.string(),
  conversationId: v.nullable(v.string()),
});
export type Binding = Readonly<v.InferOutput<typeof bindingSchema>>;

/**
 * The posting that a session is about. `key` names its page (`postingKeyOf` in `posting/`), `print` its
 * words (company, title and text, wherever they stand), so that the same job under another address is known.
 */
export const sessionPostingSchema = v.object({
  key: v.pipe(v.string(), v.maxLength(4_000)),
  print: v.pipe(v.string(), v.maxLength(200)),
  url: v.pipe(v.string(), v.maxLength(4_000)),
  title: v.pipe(v.string(), v.maxLength(600)),
  company: v.pipe(v.string(), v.maxLength(600)),
  place: v.pipe(v.string(), v.maxLength(600)),
  /** Epoch ms of the reading. */
  at: v.number(),
});
export type SessionPosting = Readonly<v.InferOutput<typeof sessionPostingSchema>>;

/** Where a session's messages were copied from; empty and null for one that was begun afresh. */
export const lineageSchema = v.object({
  forkOf: v.nullable(
    v.object({
      sessionId: v.pipe(v.string(), v.uuid()),
      messageId: v.pipe(v.string(), v.uuid()),
      title: v.string(),
    }),
  ),
  mergedFrom: v.array(v.object({ sessionId: v.pipe(v.string(), v.uuid()), title: v.string() })),
});
export type Lineage = Readonly<v.InferOutput<typeof lineageSchema>>;

/** Most sessions that become one at once: the new one keeps the names of all of them. */
export const mostMerged = 500;

/**
 * What the session list and the panel's header need, kept beside the messages so that no list reads them.
 * Built from registers and messages; `lastAt` is epoch ms of the newest message or of the creation.
 */
export interface SessionSummary {
  readonly id: string;
  /** The user's title, or the posting's, or the first words of the first message, or empty. */
  readonly title: string;
  readonly titleByUser: boolean;
  readonly binding: Binding | null;
  readonly createdAt: number;
  readonly lastAt: number;
  /** Messages that are not deleted. */
  readonly count: number;
  readonly deleted: boolean;
  /** True where every change of the session was acknowledged by the mirror. */
  readonly mirrored: boolean;
  readonly posting: SessionPosting | null;
  readonly lineage: Lineage | null;
  readonly pinned: boolean;
  readonly archived: boolean;
  /** Sorted. */
  readonly tags: readonly string[];
}

/**
 * The register fields this version reads; others (of later versions) pass through. Besides these, each tag
 * is a field of its own, `tag:<name>`, true or false, so that two devices never conflict over a list.
 */
export const registerFields = {
  title: v.string(),
  binding: bindingSchema,
  deleted: v.boolean(),
  posting: v.nullable(sessionPostingSchema),
  lineage: lineageSchema,
  pinned: v.boolean(),
  archived: v.boolean(),
} as const;
export type RegisterField = keyof typeof registerFields;

/** Most characters of a tag. */
export const tagLength = 60;
const tagPrefix = 'tag:';

/** The register field of a tag; null for what is no tag (empty, too long). */
export function tagFieldOf(tag: string): string | null {
  const name = tag.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
  return name === '' || name.length > tagLength ? null : `${tagPrefix}${name}`;
}

/** The tag that a register field stands for, or null. */
export function tagOfField(field: string): string | null {
  return field.startsWith(tagPrefix) && field.length > tagPrefix.length
    ? field.slice(tagPrefix.length)
    : null;
}
