import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFrameCutter, type SseFrame } from '../../utils/letta/frame-cutter.ts';

/** The frames of pieces as they arrive, the end of file as a blank line. */
function framesOf(pieces: readonly string[]): SseFrame[] {
  const frames: SseFrame[] = [];
  const feed = createFrameCutter((frame) => frames.push(frame));
  for (const piece of [...pieces, '\n\n']) feed(piece);
  return frames;
}

function framesOfLibrary(pieces: readonly string[]): SseFrame[] {
  const frames: SseFrame[] = [];
  const parser = createParser({ onEvent: ({ event = '', data }) => frames.push({ event, data }) });
  for (const piece of [...pieces, '\n\n']) parser.feed(piece);
  return frames;
}

const word = fc.constantFrom(
  'data:',
  'data: ',
  'data',
  'event: error',
  'event:',
  'id: 7',
  'retry: 5',
  ': ping',
);
const rest = fc.constantFrom('', 'x', '{"a":1}', ' two  ', 'a:b', 'ü😀');
const end = fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\r\n\r\n', '\r\r');
const stream = fc.array(fc.tuple(word, rest, end), { maxLength: 20 }).map((lines) => lines.flat().join(''));

/** Cuts a text at these places. */
function cut(text: string, places: readonly number[]): string[] {
  const at = [...new Set(places.map((place) => place % (text.length + 1)))].toSorted((a, b) => a - b);
  return [0, ...at].map((from, index) => text.slice(from, at[index] ?? text.length));
}

test('any stream, cut anywhere, gives the frames that a known parser finds', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(), { maxLength: 12 }), (text, places) => {
      const pieces = cut(text, places);
      expect(framesOf(pieces)).toEqual(framesOfLibrary([text]));
    }),
  );
});

test('data over several lines is one text, a comment is none, a name belongs to its frame only', () => {
  expect(framesOf([': ping\n\nevent: error\ndata: a\ndata:b\n\ndata\n\nevent: none\n\n'])).toEqual([
    { event: 'error', data: 'a\nb' },
    { event: '', data: '' },
  ]);
});
