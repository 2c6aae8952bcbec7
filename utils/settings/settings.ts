import * as z from 'zod/mini';

/** What the user connected, kept in `storage.local`. Keys never leave extension storage. */
export const lettaSettingsSchema = z.object({
  /** Origin plus optional path, no trailing slash, e.g. `https://api.letta.com`. */
  baseUrl: z.string(),
  /** API key or server password; empty for an open server. */
  apiKey: z.string(),
  agentId: z.string(),
  agentName: z.string(),
  /** True when the server said that it is the practice agent. */
  practice: z.boolean(),
});
export type LettaSettings = Readonly<z.infer<typeof lettaSettingsSchema>>;

export const mirrorSettingsSchema = z.object({ baseUrl: z.string(), token: z.string() });
export type MirrorSettings = Readonly<z.infer<typeof mirrorSettingsSchema>>;

export const settingsSchema = z.object({
  letta: z.nullable(lettaSettingsSchema),
  mirror: z.nullable(mirrorSettingsSchema),
  /** Days that chats are kept; 0 is for ever. */
  keepDays: z.number(),
});
export type Settings = Readonly<z.infer<typeof settingsSchema>>;

export const defaultSettings: Settings = { letta: null, mirror: null, keepDays: 0 };

/** The key in `storage.local` under which `Settings` lie as one JSON object. */
export const settingsKey = 'settings';
