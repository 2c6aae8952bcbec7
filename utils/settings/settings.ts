import * as v from 'valibot';

/** What the user connected, kept in `storage.local`. Keys never leave extension storage. */
export const lettaSettingsSchema = v.object({
  /** Origin plus optional path, no trailing slash, e.g. `https://api.letta.com`. */
  baseUrl: v.string(),
  /** API key or server password; empty for an open server. */
  apiKey: v.string(),
  agentId: v.string(),
  agentName: v.string(),
  /** True when the server said that it is the practice agent. */
  practice: v.boolean(),
});
export type LettaSettings = Readonly<v.InferOutput<typeof lettaSettingsSchema>>;

export const mirrorSettingsSchema = v.object({ baseUrl: v.string(), token: v.string() });
export type MirrorSettings = Readonly<v.InferOutput<typeof mirrorSettingsSchema>>;

export const settingsSchema = v.object({
  letta: v.nullable(lettaSettingsSchema),
  mirror: v.nullable(mirrorSettingsSchema),
  /** Days that chats are kept; 0 is for ever. */
  keepDays: v.number(),
});
export type Settings = Readonly<v.InferOutput<typeof settingsSchema>>;

export const defaultSettings: Settings = { letta: null, mirror: null, keepDays: 0 };

/** The key in `storage.local` under which `Settings` lie as one JSON object. */
export const settingsKey = 'settings';
