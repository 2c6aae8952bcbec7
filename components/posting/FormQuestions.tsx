import type { FormQuestion } from '../../utils/posting/form-question.ts';
import './form-questions.css';

interface Props {
  /** As the page puts them: text only. */
  readonly questions: readonly FormQuestion[];
  /** The page is the form itself, and nothing else is to be read on it. */
  readonly form: boolean;
  readonly onAsk: (question: FormQuestion) => void;
}

/** What the form on the page asks in words; a press on a question takes it to the agent. */
export function FormQuestions({ questions, form, onAsk }: Props) {
  if (questions.length === 0) return null;
  return (
    <details class="form-questions" open={form}>
      <summary>
        Questions on this page <span class="form-questions-count">{questions.length}</span>
      </summary>
      <ul aria-label="Questions on this page">
        {questions.map((question, at) => (
          <li key={at}>
            <button
              type="button"
              class="form-question"
              aria-label={`Ask about: ${question.label}`}
              title="Ask the agent for an answer"
              onClick={() => onAsk(question)}
            >
              <span>
                <span class="form-question-label" dir="auto">
                  {question.label}
                </span>
                {question.maxLength !== null && (
                  <span class="form-question-limit">up to {question.maxLength} characters</span>
                )}
              </span>
              <span class="form-question-ask">Ask</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
