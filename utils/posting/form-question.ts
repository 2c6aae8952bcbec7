import * as v from 'valibot';
import { mostQuestions, questionLimit } from './limits.ts';

/**
 * A question of an application form that wants words: as the page puts it, in its own order. `nth` counts
 * questions with the same label in one frame, so that (`label`, `nth`) finds the field again. `maxLength` is
 * the most characters that the field takes, null where it does not say.
 */
export const formQuestionSchema = v.object({
  label: v.pipe(v.string(), v.minLength(1), v.maxLength(questionLimit)),
  nth: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(mostQuestions)),
  maxLength: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  required: v.boolean(),
});
export type FormQuestion = Readonly<v.InferOutput<typeof formQuestionSchema>>;
