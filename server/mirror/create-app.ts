import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import { describeRoute, openAPIRouteHandler } from 'hono-openapi';
import { healthSchema, protocolVersion } from '../../utils/mirror/protocol.ts';
import {
  allowedOrigin,
  limitRate,
  logRequests,
  refuseWhenStopping,
  requireToken,
  sayOrigin,
} from './http-guards.ts';
import type { MirrorPorts } from './mirror-ports.ts';
import { createMirrorSearch } from './mirror-search.ts';
import { createBinRoutes } from './routes/bin-routes.ts';
import { createChangesRoute } from './routes/changes-route.ts';
import { createContentRoutes } from './routes/content-routes.ts';
import { jsonAnswer } from './routes/describe.ts';
import { createSocketRoute, createStreamRoute } from './routes/live-routes.ts';
import { createPostingRoutes } from './routes/posting-routes.ts';
import { createPushRoute } from './routes/push-route.ts';
import { createSearchRoute } from './routes/search-route.ts';
import { createSessionRoutes } from './routes/session-routes.ts';

/** The mirror's HTTP side: every route and everything that stands before it. */
export function createApp(ports: MirrorPorts): Hono {
  const app = new Hono();
  app.use(logRequests(ports));
  app.use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      xFrameOptions: 'DENY',
      // The mirror speaks plain HTTP; a proxy that adds TLS says for itself how long it will.
      strictTransportSecurity: false,
    }),
  );
  app.use(sayOrigin(ports));
  app.options(
    '*',
    cors({
      origin: (origin) => allowedOrigin(origin, ports.origins),
      allowMethods: ['GET', 'POST'],
      allowHeaders: ['Authorization', 'Content-Type', 'If-None-Match'],
      maxAge: 600,
    }),
  );
  app.route('/', createOpenRoutes(app, ports));
  app.use(limitRate(ports), refuseWhenStopping(ports));
  app.route('/', createSocketRoute(ports));
  app.use('/v1/*', requireToken(ports));
  app.route('/', createPushRoute(ports));
  app.route('/', createChangesRoute(ports));
  app.route('/', createStreamRoute(ports));
  app.route('/', createSessionRoutes(ports));
  app.route('/', createPostingRoutes(ports));
  app.route('/', createSearchRoute(createMirrorSearch(ports)));
  app.route('/', createBinRoutes(ports));
  app.route('/', createContentRoutes(ports));
  app.notFound((c) => c.json({ error: 'No such page.' }, 404));
  app.onError((error, c) => {
    if (error instanceof HTTPException) return c.json({ error: 'The request cannot be read.' }, error.status);
    // Without the message, which may quote what the request carried.
    const at = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
    ports.log.error({ error: error.name, at: at.slice(0, 5) }, 'a request failed');
    return c.json({ error: 'The mirror failed.' }, 500);
  });
  return app;
}

/** What needs no token: whether this is a mirror and how it is doing, and its description. */
function createOpenRoutes(app: Hono, { store, stopping }: MirrorPorts): Hono {
  const describeHealth = describeRoute({
    summary: 'Whether the mirror is well.',
    responses: {
      200: jsonAnswer('It is.', healthSchema),
      503: jsonAnswer('It is stopping, or its store does not answer.', healthSchema),
    },
  });
  const describeDocument = describeRoute({
    summary: 'This document.',
    responses: {
      200: { description: 'OpenAPI 3.1.', content: { 'application/json': { schema: { type: 'object' } } } },
    },
  });
  return new Hono()
    .get('/health', describeHealth, async (c) => {
      const well = await store.readWorkspace('').then(
        () => true,
        () => false,
      );
      const status = stopping() ? 'stopping' : well ? 'ok' : 'broken';
      const code = status === 'ok' ? 200 : 503;
      return c.json({ name: 'talentscout-mirror', protocol: protocolVersion, status }, code);
    })
    .get(
      '/openapi.json',
      describeDocument,
      openAPIRouteHandler(app, {
        excludeStaticFile: false,
        documentation: {
          info: {
            title: 'TalentScout mirror',
            version: String(protocolVersion),
            description: 'See /health.',
          },
          components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
        },
      }),
    );
}
