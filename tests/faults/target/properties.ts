import fc from 'fast-check';
import { createId } from '../../../utils/chat/id.ts';
import { msgOp, regOp } from '../../contracts/mirror-store.ts';
import { anyJson, anyObject, anyPart, anyText } from '../../mirror-server/any-json.ts';
import { wireMessage } from '../../mirror-server/wire-sample.ts';
import type { Rig } from '../network/rig.ts';
import { bearer, openTarget, type TargetMirror } from './target-mirror.ts';

const push = { method: 'POST', path: '/v1/ws/default/push' };

/** Any request to any route of the document: no 5xx, no hang, and JSON where JSON is said. */
export async function tryAnyRequest(
  rig: Rig,
  { seed, numRuns }: { seed: number; numRuns: number },
): Promise<string | null> {
  const target = await openTarget(rig);
  const value = fc.oneof(
    anyText,
    anyJson.map((json) => JSON.stringify(json) ?? ''),
    fc.constantFrom('0', '-1', '1e9', '999999999999999', createId()),
  );
  const asked = fc.record({
    route: fc.constantFrom(...target.routes),
    segments: fc.array(value, { minLength: 2, maxLength: 2 }),
    query: fc.dictionary(fc.constantFrom('since', 'inc', 'limit', 'seen', 'life', 'x'), value, {
      maxKeys: 4,
    }),
    headers: fc.dictionary(
      fc.constantFrom('if-none-match', 'origin', 'accept', 'range', 'content-type'),
      fc.string({ maxLength: 40 }),
      { maxKeys: 3 },
    ),
    body: fc.oneof(anyBody, anyText),
  });
  return check(
    seed,
    numRuns,
    fc.asyncProperty(asked, async ({ route, segments, query, headers, body }) => {
      let at = 0;
      const path = route.path
        .replace('{ws}', 'default')
        .replaceAll(/\{\w+\}/g, () => toSegment(segments[at++] ?? ''));
      const search = new URLSearchParams(query).toString();
      const safe = Object.fromEntries(
        Object.entries(headers).map(([name, text]) => [name, text.replace(/[^\x20-\x7e]/g, '').trim()]),
      );
      const init = {
        headers: { ...safe, ...bearer(target.token) },
        ...(route.method === 'POST' ? { body } : {}),
      };
      const { status } = await target.ask({ method: route.method, path: `${path}?${search}` }, init);
      if (status >= 500) throw new Error(`${route.method} ${path} answers ${status}`);
    }),
  );
}

/** Nearly right pushes. */
const op = fc.tuple(anyObject, fc.constantFrom('msg', 'reg', 'tomb', 'fork')).map(([fields, t]) => ({
  opId: createId(),
  t,
  session: createId(),
  field: 'title',
  value: 1,
  ids: [createId()],
  message: wireMessage(),
  ...fields,
}));
const anyBody = fc
  .record({
    clientId: fc.oneof(fc.constant('c'), anyJson),
    inc: fc.oneof(fc.constant(null), anyJson),
    ops: fc.oneof(fc.array(op, { maxLength: 4 }), anyJson),
  })
  .map((body) => JSON.stringify(body));

function toSegment(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString()).slice(0, 2_000) || 'x';
}

/** Whatever a message or a register holds comes back as it was, by every way out. */
export async function tryRoundTrip(
  rig: Rig,
  { seed, numRuns }: { seed: number; numRuns: number },
): Promise<string | null> {
  const target = await openTarget(rig);
  let cursor = 0;
  return check(
    seed,
    numRuns,
    fc.asyncProperty(fc.array(anyPart, { maxLength: 5 }), anyText, anyJson, async (parts, author, value) => {
      const session = createId();
      const message = wireMessage({ session, parts, author: author.slice(0, 500) });
      const ops = [msgOp(message), { ...regOp({ session, field: 'any' }), value }];
      const body = JSON.stringify({ clientId: 'c', inc: null, ops });
      const headers = { ...bearer(target.token), 'content-type': 'application/json' };
      const { status } = await target.ask(push, { headers, body });
      if (status !== 200) throw new Error(`a push answers ${status}`);
      const page = await read(target, `/v1/ws/default/changes?since=${cursor}`);
      expectSame(page.rows[0].message, message);
      expectSame(page.rows[1].value, value);
      ({ cursor } = page);
      const document = await read(target, `/v1/ws/default/sessions/${session}.json`);
      expectSame(document.messages[0].parts, parts);
    }),
  );
}

async function read(target: TargetMirror, path: string) {
  const { text } = await target.ask({ method: 'GET', path }, { headers: bearer(target.token) });
  return JSON.parse(text);
}

function expectSame(got: unknown, given: unknown): void {
  if (JSON.stringify(got) !== JSON.stringify(given))
    throw new Error(`${JSON.stringify(given)} came back as ${JSON.stringify(got)}`);
}

async function check<Values>(
  seed: number,
  numRuns: number,
  property: fc.IAsyncProperty<Values>,
): Promise<string | null> {
  const run = await fc.check(property, { seed, numRuns });
  return run.failed ? `${fc.defaultReportMessage(run)}`.slice(0, 2_000) : null;
}
