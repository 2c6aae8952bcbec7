import { describeRoute, resolver } from 'hono-openapi';
import type { MiddlewareHandler } from 'hono';
import type { GenericSchema } from 'valibot';
import { problemSchema, resyncSchema } from '../../../utils/mirror/protocol.ts';

type Answers = NonNullable<Parameters<typeof describeRoute>[0]['responses']>;

/** A JSON answer in the OpenAPI document. */
export function jsonAnswer(description: string, schema: GenericSchema): Answers[string] {
  return { description, content: { 'application/json': { schema: resolver(schema) } } };
}

const problem = (description: string): Answers[string] => jsonAnswer(description, problemSchema);

/** What every route under `/v1` may answer. */
const guarded: Answers = {
  401: problem('The token is missing or wrong.'),
  404: problem('No such workspace or session.'),
  429: problem('Too many requests; `Retry-After` says how many seconds to wait.'),
  503: problem('The mirror is stopping.'),
};

export const resyncAnswers: Answers = {
  409: jsonAnswer('The client belongs to another incarnation: begin anew.', resyncSchema),
};
export const horizonAnswers: Answers = {
  410: jsonAnswer('`since` lies before what is still known: begin anew.', resyncSchema),
};
export const badRequest: Answers = { 400: problem('The request cannot be read.') };

/** Describes a route that needs the token. */
export function describeGuarded(spec: Parameters<typeof describeRoute>[0]): MiddlewareHandler {
  return describeRoute({
    ...spec,
    security: [{ token: [] }],
    responses: { ...spec.responses, ...guarded },
  });
}
