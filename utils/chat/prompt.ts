import * as v from 'valibot';

/** Who a prompt is written for. */
export const audiences = ['job-seeker', 'recruiter'] as const;
export type Audience = (typeof audiences)[number];

/** Most characters of a prompt's title and of its text. */
export const promptLimits = { title: 80, text: 20_000 } as const;

/**
 * A text that the user sends again and again. `{word}` in it is a place to be filled in by hand.
 * `needsPosting`: the posting on the page is attached when the prompt is picked.
 */
export const promptSchema = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  title: v.pipe(v.string(), v.maxLength(promptLimits.title)),
  text: v.pipe(v.string(), v.maxLength(promptLimits.text)),
  audience: v.picklist(audiences),
  needsPosting: v.boolean(),
});
export type Prompt = Readonly<v.InferOutput<typeof promptSchema>>;

/**
 * What the user made of the prompts: `edited` lies over the built-in ones by id, `own` are the user's,
 * `hidden` are built-in ones that were deleted, `order` is the user's order (ids that it does not name
 * follow in theirs). `shown`: for whom prompts are offered.
 */
export const promptEditsSchema = v.object({
  edited: v.array(promptSchema),
  own: v.array(promptSchema),
  hidden: v.array(v.string()),
  order: v.array(v.string()),
  shown: v.picklist(['everyone', ...audiences]),
});
export type PromptEdits = Readonly<v.InferOutput<typeof promptEditsSchema>>;

export const noPromptEdits: PromptEdits = { edited: [], own: [], hidden: [], order: [], shown: 'everyone' };
