import type { Context } from 'hono';

/** Answers with JSON in which `rows` is JSON text already. */
export function answerWithRows<Answer extends { readonly rows: string }>(
  c: Context,
  answer: Answer,
): Response {
  const { rows, ...others } = answer;
  return c.body(`{"rows":${rows},${JSON.stringify(others).slice(1)}`, 200, {
    'Content-Type': 'application/json',
  });
}
