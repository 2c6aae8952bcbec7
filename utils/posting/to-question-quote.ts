import type { QuotePart } from '../chat/message.ts';
import type { FormQuestion } from './form-question.ts';

/** Where a question stands: its page, and the job the form is for as far as it is known. */
interface QuestionPlace {
  readonly url: string;
  readonly title: string;
  readonly company: string;
  /** Epoch ms of the reading. */
  readonly at: number;
}

/** A form's question as it is attached to a message, with what the field takes. */
export function toQuestionQuote(
  { label, maxLength, required }: FormQuestion,
  { url, title, company, at }: QuestionPlace,
): QuotePart {
  const facts = [
    ...(maxLength === null ? [] : [`At most ${maxLength} characters.`]),
    ...(required ? ['An answer is required.'] : []),
  ];
  return {
    type: 'quote',
    source: 'form-question',
    title: title.slice(0, 600),
    company: company.slice(0, 600),
    place: '',
    url: url.slice(0, 4_000),
    at,
    text: [label, ...facts].join('\n'),
    cut: false,
  };
}
