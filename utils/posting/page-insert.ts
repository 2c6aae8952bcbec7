import * as z from 'zod/mini';
import { fieldNameLimit, insertLimit } from './limits.ts';

/**
 * What the panel tells a frame. `pick`: let the user choose a field for `text`; `prefer` marks the field of
 * that question from the start. `mark` and `choose` do by the panel's keyboard what the pointer does there.
 */
export type InsertOrder =
  | {
      readonly type: 'pick';
      readonly text: string;
      readonly prefer: { readonly label: string; readonly nth: number } | null;
    }
  | { readonly type: 'mark'; readonly field: number | null }
  | { readonly type: 'choose'; readonly field: number }
  | { readonly type: 'leave' }
  | { readonly type: 'undo' };

const name = z.string().check(z.maxLength(fieldNameLimit));
const count = z.number().check(z.int(), z.gte(0), z.lte(insertLimit));

/**
 * What a frame tells the panel, written inside a stranger's page: parsed, and text for ever after.
 * `fields`: those that can be chosen, in the page's order, again whenever they changed; `preferred` is the
 * place of the one asked for. `origin` is the frame's own; `elsewhere` those of frames in it that are large enough
 * for a form.
 */
export const insertReportSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('fields'),
    names: z.array(name).check(z.maxLength(200)),
    preferred: z.nullable(count),
    origin: z.string().check(z.maxLength(300)),
    elsewhere: z
      .array(z.string().check(z.maxLength(300), z.regex(/^https?:\/\/[^/\s]+$/)))
      .check(z.maxLength(20)),
  }),
  /** The user points at this field, or moved to it with the page's keyboard. */
  z.object({ type: z.literal('marked'), field: z.nullable(count) }),
  /** It stands in the field, but for `cut` characters that the field has no room for. */
  z.object({ type: z.literal('inserted'), name, cut: count }),
  /** `full`: no room at all; `refused`: the page took the words out again; `gone`: the field is no more. */
  z.object({ type: z.literal('not-inserted'), name, reason: z.enum(['full', 'refused', 'gone']) }),
  /** Escape in the page. */
  z.object({ type: z.literal('left') }),
  /** `changed`: somebody went on writing there, and nothing was taken back. */
  z.object({ type: z.literal('undone'), outcome: z.enum(['done', 'changed', 'gone']) }),
]);
export type InsertReport = Readonly<z.infer<typeof insertReportSchema>>;
export type NotInserted = Extract<InsertReport, { type: 'not-inserted' }>['reason'];
export type UndoOutcome = Extract<InsertReport, { type: 'undone' }>['outcome'];
