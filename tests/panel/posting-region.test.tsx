// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, test } from 'vitest';
import { PostingRegion, type PostingState } from '../../components/posting/PostingRegion.tsx';
import { Composer } from '../../components/composer/Composer.tsx';
import type { QuotePart } from '../../utils/chat/message.ts';
import type { SessionPosting } from '../../utils/chat/session.ts';
import { type Corrections, correctPosting } from '../../utils/posting/correct-posting.ts';
import type { Posting } from '../../utils/posting/posting.ts';
import { postingOf } from './posting-samples.ts';

afterEach(cleanup);

const about: SessionPosting = {
  key: 'k',
  print: '',
  url: 'https://jobs.example/1',
  title: 'Data Analyst',
  company: 'Lumen',
  place: '',
  at: 0,
};

function known(posting: Posting, corrections: Corrections = {}): PostingState {
  return {
    type: 'posting',
    shown: { id: 'one', posting: correctPosting(posting, corrections), corrections, form: false },
  };
}

function show(
  state: PostingState,
  over: { about?: SessionPosting; continueEarlier?: boolean; saved?: boolean } = {},
) {
  const log: string[] = [];
  const note = (words: string) => () => void log.push(words);
  const { container } = render(
    <PostingRegion
      state={state}
      about={over.about ?? null}
      acts={{
        ask: note('ask'),
        addToChat: over.about === undefined ? null : note('add'),
        continueEarlier: over.continueEarlier === true ? note('continue') : null,
        correct: (field, text) => void log.push(`correct ${field}: ${text ?? 'back'}`),
      }}
      saving={over.saved === undefined ? null : { saved: over.saved, onSave: note('save') }}
      onAllow={note('allow')}
      onRead={note('read')}
    />,
  );
  return { log, container };
}

const region = () => screen.getByRole('region', { name: 'Job posting' });
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

test('what was opened stays open when its page is read again, and not for another posting', () => {
  const draw = (state: PostingState) => (
    <PostingRegion
      state={state}
      about={null}
      acts={{ ask: () => {}, addToChat: null, continueEarlier: null, correct: () => {} }}
      saving={null}
      onAllow={() => {}}
      onRead={() => {}}
    />
  );
  const isOpen = () =>
    screen.getByRole('button', { name: 'Posting details' }).getAttribute('aria-expanded') === 'true';
  const one = known(postingOf());
  const { rerender } = render(draw(one));
  press('Posting details');
  rerender(draw({ type: 'reading' }));
  rerender(draw(one));
  expect(isOpen()).toBe(true);
  rerender(draw(one.type === 'posting' ? { ...one, shown: { ...one.shown, id: 'other' } } : one));
  expect(isOpen()).toBe(false);
});

describe('the posting beside the chat', () => {
  test('shows title, company and place, and asks with one button', () => {
    const { log } = show(known(postingOf()));
    expect(region().textContent).toContain('Senior Platform Engineer');
    expect(region().textContent).toContain('Northwind');
    expect(region().textContent).toContain('Berlin');
    press('Ask about this posting');
    expect(log).toEqual(['ask']);
    expect(screen.queryByRole('button', { name: 'Continue earlier chat' })).toBe(null);
    expect(screen.queryByRole('button', { name: 'Save posting' })).toBe(null);
  });

  test('opens to every field, says what it does not know, and where the rest is from', () => {
    show(
      known(
        postingOf({
          salary: {
            value: { min: 85_000, max: 105_000, currency: 'EUR', unit: 'year' },
            raw: '85k',
            source: 'label',
            confidence: 0.9,
          },
          datePosted: {
            value: { date: '2026-11-20', approximate: true },
            raw: '2 days ago',
            source: 'text',
            confidence: 0.4,
          },
          workplace: { value: null, reason: 'unclear' },
          applyUrl: {
            value: 'https://ats.example/apply?job=1',
            raw: '',
            source: 'site',
            confidence: 0.9,
          },
        }),
      ),
    );
    const opener = screen.getByRole('button', { name: 'Posting details' });
    expect(opener.getAttribute('aria-expanded')).toBe('false');
    fireEvent.click(opener);
    expect(opener.getAttribute('aria-expanded')).toBe('true');
    const rows = screen.getAllByRole('listitem').map((row) => row.textContent);
    expect(rows).toHaveLength(11);
    expect(rows.find((row) => row?.startsWith('Salary'))).toMatch(/€85,000.*€?105,000 a year.*labelled line/);
    expect(rows.find((row) => row?.startsWith('Posted'))).toMatch(/about Nov 20, 2026a guess.*visible text/);
    expect(rows.find((row) => row?.startsWith('Workplace'))).toContain(
      'Not statedthe page says several things',
    );
    expect(rows.find((row) => row?.startsWith('Title'))).toContain('structured data');
    const link = screen.getByRole('link', { name: 'ats.example' });
    expect(link.getAttribute('href')).toBe('https://ats.example/apply?job=1');
    expect(link.getAttribute('rel')).toContain('noreferrer');
  });

  test('a field is corrected in its place, Escape leaves it, and the caret comes back', () => {
    const { log } = show(known(postingOf()));
    press('Posting details');
    press('Correct Company');
    const box = screen.getByRole('textbox', { name: 'Company' });
    expect(document.activeElement).toBe(box);
    fireEvent.input(box, { target: { value: 'Northwind GmbH' } });
    let escaped = false;
    const hear = (): void => void (escaped = true);
    document.addEventListener('keydown', hear);
    fireEvent.keyDown(box, { key: 'Escape' });
    document.removeEventListener('keydown', hear);
    expect([log, escaped]).toEqual([[], false]);
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Correct Company' }));
    press('Correct Company');
    fireEvent.input(screen.getByRole('textbox', { name: 'Company' }), {
      target: { value: ' Northwind GmbH ' },
    });
    press('Save');
    expect(log).toEqual(['correct company: Northwind GmbH']);
  });

  test('what the user corrected says so, and can be taken back', () => {
    const { log } = show(known(postingOf(), { company: 'Northwind GmbH' }));
    press('Posting details');
    const row = screen.getAllByRole('listitem').find((one) => one.textContent.startsWith('Company'));
    expect(row?.textContent).toContain('Northwind GmbHcorrected by you');
    press('Undo correction of Company');
    expect(log).toEqual(['correct company: back']);
  });

  test('workplace and kind of employment are chosen, not typed', () => {
    const { log } = show(known(postingOf()));
    press('Posting details');
    press('Correct Workplace');
    fireEvent.change(screen.getByRole('combobox', { name: 'Workplace' }), { target: { value: 'hybrid' } });
    press('Save');
    press('Correct Employment');
    fireEvent.click(screen.getByRole('checkbox', { name: 'Permanent' }));
    fireEvent.click(screen.getByRole('checkbox', { name: 'Full-time' }));
    press('Save');
    expect(log).toEqual(['correct workplace: hybrid', 'correct employmentTypes: full-time,permanent']);
  });

  test('an address that is none is not taken, and says why', () => {
    const { log } = show(known(postingOf()));
    press('Posting details');
    press('Correct Apply at');
    fireEvent.input(screen.getByRole('textbox', { name: 'Apply at' }), {
      target: { value: 'javascript:alert(1)' },
    });
    press('Save');
    expect(screen.getByRole('alert').textContent).toContain('no web address');
    expect(log).toEqual([]);
  });

  test('where it was talked about before, the earlier chat is one press away', () => {
    const { log } = show(known(postingOf()), { continueEarlier: true });
    press('Continue earlier chat');
    expect(log).toEqual(['continue']);
  });

  test('beside a chat about another job it says which, and offers to add this one', () => {
    const { log } = show(known(postingOf()), { about });
    expect(region().textContent).toContain('About: Data Analyst · Lumen');
    press('Add to this chat');
    expect(log).toEqual(['add']);
  });
});

describe('without a posting on the page', () => {
  test.each([
    [{ type: 'asleep', denied: null } as const, 'Read this page', 'allow'],
    [{ type: 'failed' } as const, 'Try again', 'read'],
    [{ type: 'none' } as const, 'Read again', 'read'],
  ])('%j has the one button that helps: "%s"', (state, name, act) => {
    const { log } = show(state);
    press(name);
    expect(log).toEqual([act]);
    expect(screen.getAllByRole('button')).toHaveLength(1);
  });

  test.each([
    [{ type: 'reading' } as const, 'Reading the page…'],
    [{ type: 'list' } as const, 'This page lists jobs; open one.'],
    [{ type: 'form' } as const, 'This is an application form.'],
  ])('%j says "%s"', (state, words) => {
    show(state);
    expect(region().textContent).toContain(words);
  });

  test('a page that nobody may read has no region, unless the chat is about a job', () => {
    const { container } = show({ type: 'closed' });
    expect(container.textContent).toBe('');
    cleanup();
    show({ type: 'closed' }, { about });
    expect(region().textContent).toContain('About: Data Analyst · Lumen');
  });
});

describe('what a page says stays text', () => {
  const hostile = '<img src=x onerror=alert(1)> [click](javascript:alert(1)) **bold**';
  const field = { raw: hostile, source: 'json-ld', confidence: 0.9 } as const;

  test('in every field of the region', () => {
    const { container } = show(
      known(
        postingOf({
          title: { ...field, value: hostile },
          company: { ...field, value: hostile },
          places: { ...field, value: [hostile, hostile] },
          salary: { ...field, value: null },
          description: { ...field, value: { markdown: `${hostile}\n# head`, cut: false } },
          applyUrl: { ...field, value: 'javascript:alert(1)' },
          identifier: { ...field, value: hostile },
        }),
      ),
      { about: { ...about, title: hostile, url: 'javascript:alert(1)' } },
    );
    press('Posting details');
    expect(container.querySelector('img, script, strong, h1')).toBe(null);
    expect([...container.querySelectorAll('a')]).toEqual([]);
    expect(within(region()).getAllByText(hostile, { exact: false }).length).toBeGreaterThan(3);
  });
});

describe('the composer with an attachment', () => {
  const quote: QuotePart = {
    type: 'quote',
    source: 'posting',
    title: 'Senior Platform Engineer',
    company: 'Northwind',
    place: 'Berlin',
    url: 'https://jobs.example/1',
    at: 0,
    text: 'words',
    cut: false,
  };

  test('shows what goes along, removes it, and can send without words', () => {
    const acts: string[] = [];
    render(
      <Composer
        text=""
        attached={[quote]}
        editing={false}
        running={false}
        placeholder="What do you make of this posting?"
        focusRequest={0}
        onInput={() => {}}
        onSend={() => acts.push('send')}
        onStop={() => {}}
        onEditLast={() => false}
        onCancelEdit={() => {}}
        onDetach={(one) => acts.push(`remove ${one.title}`)}
      />,
    );
    const list = screen.getByRole('list', { name: 'Attached' });
    expect(list.textContent).toContain('Senior Platform Engineer · Northwind');
    const send = screen.getByRole('button', { name: 'Send' });
    expect(send.getAttribute('aria-disabled')).toBe('false');
    fireEvent.click(send);
    press('Remove posting');
    expect(acts).toEqual(['send', 'remove Senior Platform Engineer']);
  });
});
