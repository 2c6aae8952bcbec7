import { expect, test } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import { createMirrorDesk } from '../../utils/mirror/mirror-desk.ts';

test('a bin with thousands of clears is emptied, though no request may name them all', async () => {
  const bodies: string[] = [];
  const desk = createMirrorDesk({
    baseUrl: 'https://mirror.test',
    token: 'secret',
    fetch: async (_input, init) => {
      if (typeof init?.body === 'string') bodies.push(init.body);
      return Response.json({ done: 7 });
    },
  });
  const undos = Array.from({ length: 2_500 }, () => createId());
  expect(await desk.emptyBin(undos, new AbortController().signal)).toBe(21);
  expect(bodies).toEqual(
    [undos.slice(0, 1_000), undos.slice(1_000, 2_000), undos.slice(2_000)].map((some) =>
      JSON.stringify({ undos: some }),
    ),
  );
  bodies.length = 0;
  expect(await desk.emptyBin(null, new AbortController().signal)).toBe(7);
  expect(bodies).toEqual(['{"undos":null}']);
});
