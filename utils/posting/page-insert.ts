import * as v from 'valibot';
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

const name = v.pipe(v.string(), v.maxLength(fieldNameLimit));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(insertLimit));

/**
 * What a frame tells the panel, written inside a stranger's page: parsed, and text for ever after.
 * `fields`: those that can be chosen, in the page's order, again whenever they changed; `preferred` is the
 * place of the one asked for. `origin` is the frame's own; `elsewhere` those of frames in it that are large enough
 * for a form.
 */
export const insertReportSchema = v.variant('type', [
  v.object({
    type: v.literal('fields'),
    names: v.pipe(v.array(name), v.maxLength(200)),
    preferred: v.nullable(count),
    origin: v.pipe(v.string(), v.maxLength(300)),
    elsewhere: v.pipe(
      v.array(v.pipe(v.string(), v.maxLength(300), v.regex(/^https?:\/\/[^/\s]+$/))),
      v.maxLength(20),
    ),
  }),
  /** The user points at this field, or moved to it with the page's keyboard. */
  v.object({ type: v.literal('marked'), field: v.nullable(count) }),
  /** It stands in the field, but for `cut` characters that the field has no room for. */
  v.object({ type: v.literal('inserted'), name, cut: count }),
  /** `full`: no room at all; `refused`: the page took the words out again; `gone`: the field is no more. */
  v.object({ type: v.literal('not-inserted'), name, reason: v.picklist(['full', 'refused', 'gone']) }),
  /** Escape in the page. */
  v.object({ type: v.literal('left') }),
  /** `changed`: somebody went on writing there, and nothing was taken back. */
  v.object({ type: v.literal('undone'), outcome: v.picklist(['done', 'changed', 'gone']) }),
]);
export type InsertReport = Readonly<v.InferOutput<typeof insertReportSchema>>;
export type NotInserted = Extract<InsertReport, { type: 'not-inserted' }>['reason'];
export type UndoOutcome = Extract<InsertReport, { type: 'undone' }>['outcome'];
