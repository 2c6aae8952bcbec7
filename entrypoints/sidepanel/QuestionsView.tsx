import { FormQuestions } from '../../components/posting/FormQuestions.tsx';
import type { FormQuestion } from '../../utils/posting/form-question.ts';
import { toQuestionQuote } from '../../utils/posting/to-question-quote.ts';
import type { PanelModel } from './panel-model.ts';
import type { PostingModel } from './posting-model.ts';

interface Props {
  readonly model: PanelModel;
  readonly posting: PostingModel;
}

/** The questions of the form on the current tab's page, wired. */
export function QuestionsView({ model, posting }: Props) {
  const state = posting.state.value;
  if (state.type !== 'read') return null;
  const { questions, kind } = state.reading;
  return (
    <FormQuestions
      questions={questions}
      form={kind === 'application-form'}
      onAsk={(question) => askQuestion(model, posting, question)}
    />
  );
}

/** Sends the question at once where nothing else waits in the composer; else it is attached to what does. */
export function askQuestion(
  model: PanelModel,
  { state, page, about }: PostingModel,
  question: FormQuestion,
): void {
  const now = state.peek();
  if (now.type !== 'read') return;
  const { url, pageTitle } = now.reading;
  const named = page.peek()?.named ?? null;
  const title = named === null || named.title === '' ? pageTitle : named.title;
  const quote = toQuestionQuote(question, { url, title, company: named?.company ?? '', at: now.at });
  const { draft, running } = model;
  const idle =
    !running.peek() &&
    draft.editing.peek() === null &&
    draft.text.peek().trim() === '' &&
    draft.attached.peek().quotes.length === 0;
  model.attach(quote, about.peek() === null ? named : null);
  if (idle) model.sendDraft();
}
