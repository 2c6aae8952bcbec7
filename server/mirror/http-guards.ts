import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { MirrorPorts } from './mirror-ports.ts';
import { sameToken } from './token.ts';

/** The extension's origin in Chrome and Edge: its id follows from the manifest's `key`. */
const chromeOrigin = 'chrome-extension://liomcgjddddhgkdlddmkokbagdmkjnoe';
/** Firefox makes a new origin at every installation. Harmless, because only the bearer token opens anything. */
const firefoxOrigin = /^moz-extension:\/\/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The origin to allow by CORS, or null. */
export function allowedOrigin(origin: string, extras: readonly string[]): string | null {
  return origin === chromeOrigin || firefoxOrigin.test(origin) || extras.includes(origin) ? origin : null;
}

/**
 * What every answer says of caches and of the origin that may read it. Before the route answers: Hono makes
 * an answer anew, with its body as a stream, for each header that is added to it later.
 */
export function sayOrigin({ origins }: MirrorPorts): MiddlewareHandler {
  return async (c, next) => {
    const origin = allowedOrigin(c.req.header('origin') ?? '', origins);
    if (origin !== null) c.header('Access-Control-Allow-Origin', origin);
    c.header('Access-Control-Expose-Headers', 'ETag,Retry-After');
    c.header('Vary', 'Origin');
    c.header('Cache-Control', 'no-store');
    return next();
  };
}

/** One line for each request: the route's pattern instead of its path, which holds ids. */
export function logRequests({ log }: MirrorPorts): MiddlewareHandler {
  return async (c, next) => {
    const start = performance.now();
    await next();
    const fields = {
      method: c.req.method,
      route: routePath(c, -1),
      status: c.res.status,
      ms: Math.round((performance.now() - start) * 10) / 10,
      bytesIn: Number(c.req.header('content-length') ?? 0),
      bytesOut: Number(c.res.headers.get('content-length') ?? 0),
    };
    log.info(fields, 'request');
  };
}

/** 429 with the seconds to wait, counted for each address. */
export function limitRate({ ratePerMinute }: MirrorPorts): MiddlewareHandler {
  const limiter = new RateLimiterMemory({ points: Math.max(1, ratePerMinute), duration: 60 });
  return async (c, next) => {
    if (ratePerMinute > 0) {
      try {
        await limiter.consume(addressOf(c));
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        c.header('Retry-After', String(Math.max(1, Math.ceil(refusal.msBeforeNext / 1000))));
        return c.json({ error: 'Too many requests: wait before the next.' }, 429);
      }
    }
    return next();
  };
}

/** 401 without the right bearer token. */
export function requireToken({ token }: MirrorPorts): MiddlewareHandler {
  return async (c, next) => {
    const given = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (given !== undefined && sameToken(given, token)) return next();
    c.header('WWW-Authenticate', 'Bearer');
    return c.json({ error: 'The token is missing or wrong.' }, 401);
  };
}

/** 503 for what arrives on an open connection after the mirror began to stop. */
export function refuseWhenStopping({ stopping }: MirrorPorts): MiddlewareHandler {
  return async (c, next) => {
    if (!stopping()) return next();
    c.header('Retry-After', '5');
    c.header('Connection', 'close');
    return c.json({ error: 'The mirror is stopping.' }, 503);
  };
}

function addressOf(c: Context): string {
  // Requests made inside the process (in tests) have no socket.
  const env: unknown = c.env;
  const hasSocket = typeof env === 'object' && env !== null && 'incoming' in env;
  return hasSocket ? (getConnInfo(c).remote.address ?? 'unknown') : 'inside';
}
