import { type Agent, request } from 'node:http';
import type { Op } from '../../utils/mirror/protocol.ts';

/** Pushes over a kept connection. Rejects unless the mirror took everything. */
export function pushOver(
  agent: Agent,
  { url, token }: { readonly url: string; readonly token: string },
  { ops, clientId }: { readonly ops: readonly Op[]; readonly clientId: string },
): Promise<void> {
  const body = Buffer.from(JSON.stringify({ clientId, inc: null, ops }));
  return new Promise((done, fail) => {
    const sending = request(
      `${url}/v1/ws/default/push`,
      {
        agent,
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'content-length': body.length,
        },
      },
      (response) => {
        response.resume();
        response.once('end', () =>
          response.statusCode === 200
            ? done()
            : fail(new Error(`the mirror answered ${response.statusCode}`)),
        );
      },
    );
    sending.once('error', fail);
    sending.end(body);
  });
}
