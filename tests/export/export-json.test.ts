import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExport } from '../../utils/export/export-json.ts';
import { toExportFile } from '../../utils/export/to-export-file.ts';
import { answerWith, ownMessage, textPart, toolPart, troubleOf } from '../message/message-samples.ts';
import { anyMessage, session, withAll } from './export-samples.ts';

describe('a chat exported as JSON', () => {
  test('reads back exactly as it was, whatever the characters', () => {
    fc.assert(
      fc.property(
        fc.array(anyMessage, { maxLength: 6 }),
        fc.string({ unit: 'binary' }),
        (messages, title) => {
          const named = { ...session, title };
          const { text } = toExportFile({ session: named, messages }, withAll('json'));
          // A file is bytes: what was written must survive being encoded.
          const read = new TextDecoder().decode(new TextEncoder().encode(text));
          expect(parseExport(read)).toEqual({ session: named, messages });
        },
      ),
      { numRuns: 300 },
    );
  });

  test('carries the original form for other tools', () => {
    const reasoning = {
      type: 'reasoning',
      key: 'r',
      text: 'hmm',
      whole: true,
      startedAt: null,
      endedAt: null,
    } as const;
    const messages = [ownMessage('q'), answerWith([reasoning, toolPart(), textPart('a')])];
    const document = JSON.parse(toExportFile({ session, messages }, withAll('json')).text);
    expect(document).toMatchObject({
      format: 'talentscout-session',
      version: 1,
      id: session.id,
      title: session.title,
      timestamp: '2026-11-22T12:05:00.000Z',
      messages: [
        { role: 'user', content: 'q', reasoning: null, tool_calls: null },
        {
          role: 'assistant',
          content: 'a',
          reasoning: 'hmm',
          tool_calls: [
            {
              id: 'call_1',
              type: 'function',
              function: { name: 'search_jobs', arguments: '{"q":"rust"}' },
              result: '3 found',
            },
          ],
        },
      ],
    });
  });

  test('leaves out what was not asked for', () => {
    const messages = [answerWith([toolPart(), textPart('a')])];
    const { text } = toExportFile(
      { session, messages },
      { format: 'json', reasoning: false, toolCalls: false },
    );
    expect(text).not.toContain('search_jobs');
    expect(parseExport(text)?.messages[0]?.parts).toEqual([textPart('a')]);
  });

  test("does not tell the server's own words about a trouble", () => {
    const trouble = troubleOf('server-down', { message: 'http://10.0.0.5:8283', detail: 'Bearer sk-secret' });
    const { text } = toExportFile(
      { session, messages: [answerWith([], { status: 'error', trouble })] },
      withAll('json'),
    );
    expect(text).not.toMatch(/10\.0\.0\.5|sk-secret/);
    expect(parseExport(text)?.messages[0]?.trouble?.reason).toBe('server-down');
  });

  test.each(['', 'no json', '[]', '{"messages":[]}', '{"format":"talentscout-session","version":2}'])(
    'takes %j for no export of ours',
    (text) => {
      expect(parseExport(text)).toBeNull();
    },
  );
});
