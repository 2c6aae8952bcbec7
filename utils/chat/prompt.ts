import * as z from 'zod/mini';

/** Who a prompt is written for. */
export const audiences = ['job-seeker', 'recruiter'] as const;
export type Audience = (typeof audiences)[number];

/** Most characters of a prompt's title and of its text. */
export const promptLimits = { title: 80, text: 20_000 } as const;

/**
 * A text that the user sends again and again. `{word}` in it is a place to be filled in by hand.
 * `needsPosting`: the posting on the page is attached when the prompt is picked.
 */
export const promptSchema = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(100)),
  title: z.string().check(z.maxLength(promptLimits.title)),
  text: z.string().check(z.maxLength(promptLimits.text)),
  audience: z.enum(audiences),
  needsPosting: z.boolean(),
});
export type Prompt = Readonly<z.infer<typeof promptSchema>>;

/**
 * What the user made of the prompts: `edited` lies over the built-in ones by id, `own` are the user's,
 * `hidden` are built-in ones that were deleted, `order` is the user's order (ids that it does not name
 * follow in theirs). `shown`: for whom prompts are offered.
 */
export const promptEditsSchema = z.object({
  edited: z.array(promptSchema),
  own: z.array(promptSchema),
  hidden: z.array(z.string()),
  order: z.array(z.string()),
  shown: z.enum(['everyone', ...audiences]),
});
export type PromptEdits = Readonly<z.infer<typeof promptEditsSchema>>;

export const noPromptEdits: PromptEdits = { edited: [], own: [], hidden: [], order: [], shown: 'everyone' };
