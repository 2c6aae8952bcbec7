import type { FormQuestion } from '../posting/form-question.ts';
import { mostQuestions, questionLimit } from '../posting/limits.ts';
import type { PageKind } from '../posting/posting.ts';
import { readFieldLabel } from './field-label.ts';
import { listTextFields, type TextField } from './text-fields.ts';

/** A question with the field it belongs to. */
export interface QuestionField extends FormQuestion {
  readonly field: TextField;
}

/** What forms ask that is a fact, in the names and tokens that page authors use; not in what they show. */
const factName =
  /(?:^|[^a-z])(?:(?:first|last|full|user|middle|family|given|sur|nick|company)[_\s-]?name|name|e-?mail|phone|mobile|tel|fax|address|street|city|town|zip|post(?:al)?[_\s-]?code|country|state|region|linked-?in|github|url|website|portfolio|birth|search|query|captcha|token|salary|date)(?:$|[^a-z])/i;
const searchHint = /search|newsletter|subscribe|chat|comment|captcha|coupon/i;
/** Shorter words beside a one-line input name a fact ("City"), unless they ask. */
const shortestLine = 28;
const asks = /[?？؟;]\s*$/;

/**
 * The questions of an application form that want words of one's own: long fields, and one-line fields that
 * ask something. `kind` is the page's: on an application form all of it counts, beside a posting only a form
 * that also asks for an address or a file, elsewhere only one that asks for a file.
 */
export function listFormQuestions(page: Document, kind: PageKind): FormQuestion[] {
  return listQuestionFields(page, kind).map(({ label, nth, maxLength, required }) => ({
    label,
    nth,
    maxLength,
    required,
  }));
}

/** The same with the fields, for the script that fills one of them. */
export function listQuestionFields(page: Document, kind: PageKind): readonly QuestionField[] {
  const seen = new Map<string, number>();
  const found: QuestionField[] = [];
  for (const field of listTextFields(page)) {
    if (found.length >= mostQuestions) break;
    if (!belongsToForm(field.element, kind)) continue;
    const label = readFieldLabel(field.element, questionLimit);
    if (label === '' || !isQuestion(field, label)) continue;
    const nth = seen.get(label) ?? 0;
    seen.set(label, nth + 1);
    found.push({ label, nth, field, maxLength: maxLengthOf(field), required: isRequired(field.element) });
  }
  return found;
}

function isQuestion({ kind, element }: TextField, label: string): boolean {
  if (searchHint.test(`${element.id} ${element.getAttribute('name') ?? ''}`)) return false;
  if (kind === 'editable' || element instanceof HTMLTextAreaElement) return true;
  const type = element.getAttribute('type')?.toLowerCase() ?? 'text';
  if (type !== 'text' && type !== '') return false;
  const auto = element.getAttribute('autocomplete') ?? '';
  if (auto !== '' && !/^(?:on|off|new-password|nope|false)$/i.test(auto)) return false;
  if (element.getAttribute('role') === 'combobox' || element.hasAttribute('list')) return false;
  if (asks.test(label)) return true;
  return (
    label.length >= shortestLine && !factName.test(`${element.id} ${element.getAttribute('name') ?? ''}`)
  );
}

/** A search field or the like that stands beside the form. */
function isForeign(element: Element): boolean {
  return element.closest('[role="search"],header,footer,nav') !== null;
}

function belongsToForm(element: Element, kind: PageKind): boolean {
  if (isForeign(element)) return false;
  if (kind === 'application-form') return true;
  // A field in a shadow root stands in the form around its host.
  const root = element.getRootNode();
  const form = element.closest('form') ?? (root instanceof ShadowRoot ? root.host.closest('form') : null);
  const file = 'input[type="file"]';
  const signs = kind === 'posting' ? `${file},input[type="email"],input[type="tel"]` : file;
  return form !== null && form.querySelector(signs) !== null;
}

function maxLengthOf({ kind, element }: TextField): number | null {
  return kind === 'value' && element.maxLength >= 0 ? element.maxLength : null;
}

function isRequired(element: Element): boolean {
  return element.hasAttribute('required') || element.getAttribute('aria-required') === 'true';
}
