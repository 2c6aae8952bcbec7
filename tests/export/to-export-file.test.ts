import { describe, expect, test } from 'vitest';
import { toFileName } from '../../utils/export/export-file-name.ts';
import { toExportFile } from '../../utils/export/to-export-file.ts';
import { answerWith, ownMessage, textPart, toolPart } from '../message/message-samples.ts';
import { session, withAll } from './export-samples.ts';

const reasoning = {
  type: 'reasoning',
  key: 'r',
  text: 'hmm',
  whole: true,
  startedAt: null,
  endedAt: null,
} as const;
const messages = [
  ownMessage('How well do I fit?'),
  answerWith([reasoning, toolPart({ result: 'has ``` in it' }), textPart('**Well.**')]),
  answerWith([textPart('Half')], { status: 'interrupted' }),
];

describe('the name of an exported file', () => {
  const nameOf = (title: string): string => toFileName(title, { format: 'markdown', day: '2026-11-22' });

  test.each([
    ['Platform Engineer at Northwind', 'Platform Engineer at Northwind 2026-11-22.md'],
    ['', 'Chat 2026-11-22.md'],
    ['a/b\\c:d*e?f"g<h>i|j', 'a b c d e f g h i j 2026-11-22.md'],
    ['../../etc/passwd', 'etc passwd 2026-11-22.md'],
    ['CON', 'Chat CON 2026-11-22.md'],
    ['nul.txt', 'Chat nul.txt 2026-11-22.md'],
    ['.hidden', 'hidden 2026-11-22.md'],
    ['ends with dots...', 'ends with dots 2026-11-22.md'],
    ['exe\u202efdp', 'exe fdp 2026-11-22.md'],
    ['tab\tnew\nline\u0000', 'tab new line 2026-11-22.md'],
    ['Bewerbung für 東京 🙂', 'Bewerbung für 東京 🙂 2026-11-22.md'],
    ['lone \ud800 half', 'lone half 2026-11-22.md'],
    ['x'.repeat(300), `${'x'.repeat(80)} 2026-11-22.md`],
    ['🙂'.repeat(300), `${'🙂'.repeat(45)} 2026-11-22.md`],
    ['東'.repeat(300), `${'東'.repeat(60)} 2026-11-22.md`],
    ['وظيفة في برلين', 'وظيفة في برلين 2026-11-22.md'],
    ['com1', 'Chat com1 2026-11-22.md'],
  ])('for %j is safe on every system', (title, name) => {
    expect(nameOf(title)).toBe(name);
  });
});

describe('a chat exported as Markdown', () => {
  test('has a heading for each message and what the agent did as quotes', () => {
    const { text, mime, fileName } = toExportFile({ session, messages }, withAll('markdown'));
    expect(mime).toBe('text/markdown;charset=utf-8');
    expect(fileName).toMatch(/^Platform Engineer at Northwind 2026-11-2\d\.md$/);
    expect(text).toMatch(
      /^# Platform Engineer at Northwind\n\n## You · \d{4}-\d\d-\d\d \d\d:\d\d\n\nHow well do I fit\?/,
    );
    expect(text).toContain('> **Reasoning**\n> \n> hmm');
    expect(text).toContain('> **Tool: search\\_jobs** (done)');
    expect(text).toContain('> ````\n> has ``` in it\n> ````');
    expect(text).toContain('**Well.**');
    expect(text).toContain('*This answer was interrupted.*');
  });

  test('leaves out reasoning and tools when asked to', () => {
    const { text } = toExportFile(
      { session, messages },
      { format: 'markdown', reasoning: false, toolCalls: false },
    );
    expect(text).not.toMatch(/hmm|search/);
    expect(text).toContain('**Well.**');
  });

  test('keeps a title with marks in one line', () => {
    const { text } = toExportFile(
      { session: { ...session, title: 'a\n# b*' }, messages: [] },
      withAll('markdown'),
    );
    expect(text).toBe('# a \\# b\\*\n');
  });
});

describe('a chat exported as plain text', () => {
  test('is just the words', () => {
    const { text, fileName } = toExportFile({ session, messages }, withAll('text'));
    expect(fileName).toMatch(/\.txt$/);
    expect(text).toMatch(
      /^Platform Engineer at Northwind\n=+\n\nYou, .+\n-+\nHow well do I fit\?\n\nCareer agent, /,
    );
    expect(text).toContain('[Reasoning]\nhmm\n[End of reasoning]');
    expect(text).toContain('[Tool: search_jobs, done]\n{\n  "q": "rust"\n}\nhas ``` in it');
    expect(text).toContain('**Well.**');
  });
});
