import { describe, expect, it } from 'vitest';
import { answerTo, wordsOf } from '../../server/practice-agent/answer.ts';
import { parseFault } from '../../server/practice-agent/faults.ts';
import { readPosting } from '../../server/practice-agent/posting.ts';
import { parseTriggers } from '../../server/practice-agent/trigger.ts';

const posting = `Senior Rust Developer at Ferris Systems
Location: Lisbon or remote
We pay €70,000 – €85,000 a year.

Requirements:
- 5 years of Rust
- Fluent English

Apply now.`;
const view = { agentName: 'Practice agent', human: '', earlier: [], message: '' };

describe('what the practice agent answers', () => {
  it('always says that it is not a language model', () => {
    for (const message of ['', 'hello', posting, 'a table please', 'show code']) {
      expect(answerTo({ ...view, message })).toContain('practice agent, not a language model');
    }
  });

  it('finds title, company, place, salary and requirements in a posting', () => {
    expect(readPosting(posting)).toEqual({
      title: 'Senior Rust Developer at Ferris Systems',
      company: 'Ferris Systems',
      place: 'Lisbon or remote',
      salary: '€70,000 – €85,000',
      requirements: ['5 years of Rust', 'Fluent English'],
    });
    expect(answerTo({ ...view, message: posting })).toContain('| Place | Lisbon or remote |');
  });

  it('sees no posting in small talk', () => {
    expect(readPosting('Hello, how are you? I am a developer.')).toBeNull();
    expect(answerTo({ ...view, message: 'Hello you' })).toContain('You wrote 2 words');
  });

  it('remembers a posting and a name from earlier messages, the latest name first', () => {
    const earlier = ['my name is Ada', posting, 'no, call me Grace'];
    const answer = answerTo({ ...view, earlier, message: 'who am I?' });
    expect(answer).toContain('Your name is Grace.');
    expect(answer).toContain('Ferris Systems');
  });

  it('takes the name from its memory block where nobody told it otherwise', () => {
    expect(answerTo({ ...view, human: 'Name: Tester', message: 'hello' })).toContain('Hello Tester.');
  });

  it.each([
    ['a table', '|---|--:|'],
    ['a list', '- [ ] '],
    ['some code', '```ts\n'],
  ])('makes %s when asked for it', (wish, markdown) => {
    expect(answerTo({ ...view, message: `Give me ${wish}` })).toContain(markdown);
  });

  it.each([1, 59, 60, 61, 1000])('goes on for exactly %i words', (count) => {
    expect(wordsOf(count).match(/\S+/g)).toHaveLength(count);
  });
});

describe('trigger words', () => {
  it('are read at the edges of a message only, so that a pasted page triggers nothing', () => {
    const page = 'x '.repeat(200);
    expect(parseTriggers(`${page} fail 500 ${page}`).fail).toBeNull();
    expect(parseTriggers(`${page} fail 500`).fail).toEqual({ how: '500', late: false });
  });

  it.each([
    ['slow 3', { slowSeconds: 3 }],
    ['long 200', { words: 200 }],
    ['please stall', { stallSeconds: Infinity }],
    ['stall 5', { stallSeconds: 5 }],
    ['two approvals', { approvals: 2 }],
    ['a short cut through', { cut: true }],
    ['shortcut', { cut: false }],
    ['fail late timeout', { fail: { how: 'timeout', late: true } }],
  ])('"%s"', (text, expected) => {
    expect(parseTriggers(text)).toMatchObject(expected);
  });
});

describe('a failure given on the command line', () => {
  it.each([
    ['send=503', { when: 'send', how: 503, times: null }],
    ['resume=cut*2', { when: 'resume', how: 'cut', times: 2 }],
    ['stream-after=5:cut', { when: 'stream', after: 5, how: 'cut', times: null }],
  ])('%s', (text, fault) => {
    expect(parseFault(text)).toEqual(fault);
  });

  it.each(['', 'send', 'send=maybe', 'stream=cut', 'stream-after=5:503', 'lunch=500'])(
    'refuses "%s"',
    (text) => {
      expect(() => parseFault(text)).toThrow(text === '' ? 'is no failure' : text);
    },
  );
});
