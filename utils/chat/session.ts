import * as z from 'zod/mini';

/** Which agent a session talks to, and in which Letta conversation (null: the agent's single thread). */
export const bindingSchema = z.object({
  agentId: z.string(),
  agentName: z.string(),
  conversationId: z.nullable(z.string()),
});
export type Binding = Readonly<z.infer<typeof bindingSchema>>;

/**
 * What the session list and the panel's header need, kept beside the messages so that no list reads them.
 * Built from registers and messages; `lastAt` is epoch ms of the newest message or of the creation.
 */
export interface SessionSummary {
  readonly id: string;
  /** The user's title, or the first words of the first message, or empty. */
  readonly title: string;
  readonly titleByUser: boolean;
  readonly binding: Binding | null;
  readonly createdAt: number;
  readonly lastAt: number;
  /** Messages that are not deleted. */
  readonly count: number;
  readonly deleted: boolean;
  /** 1 where every change of the session was acknowledged by the mirror. */
  readonly mirrored: boolean;
}

/** The register fields this version reads; others (tags, pins, lineage of later versions) pass through. */
export const registerFields = {
  title: z.string(),
  binding: bindingSchema,
  deleted: z.boolean(),
} as const;
export type RegisterField = keyof typeof registerFields;
