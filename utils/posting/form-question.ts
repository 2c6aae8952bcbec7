import * as z from 'zod/mini';
import { mostQuestions, questionLimit } from './limits.ts';

/**
 * A question of an application form that wants words: as the page puts it, in its own order. `nth` counts
 * questions with the same label in one frame, so that (`label`, `nth`) finds the field again. `maxLength` is
 * the most characters that the field takes, null where it does not say.
 */
export const formQuestionSchema = z.object({
  label: z.string().check(z.minLength(1), z.maxLength(questionLimit)),
  nth: z.number().check(z.int(), z.gte(0), z.lte(mostQuestions)),
  maxLength: z.nullable(z.number().check(z.int(), z.gte(0))),
  required: z.boolean(),
});
export type FormQuestion = Readonly<z.infer<typeof formQuestionSchema>>;
