import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';

/**
 * Refuses a body beyond the limit, in bytes. By its announced length, to which node holds the client, where there
 * is one: Hono's own limit makes a web stream of each body, which costs as much as all that a push does besides.
 */
export function limitBody(bytes: number): MiddlewareHandler {
  const tooLarge = (c: Context): Response =>
    c.json({ error: `The body is larger than ${bytes} bytes.` }, 413);
  const limitByCounting = bodyLimit({ maxSize: bytes, onError: tooLarge });
  return (c, next) => {
    const length = c.req.header('content-length');
    if (length === undefined || c.req.header('transfer-encoding') !== undefined)
      return limitByCounting(c, next);
    return Number(length) > bytes ? Promise.resolve(tooLarge(c)) : next();
  };
}
