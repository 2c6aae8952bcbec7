// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { MessageView } from '../../components/message/MessageView.tsx';
import type { QuotePart } from '../../utils/chat/message.ts';
import { ownMessage, textPart } from './message-samples.ts';

afterEach(cleanup);

const quote: QuotePart = {
  type: 'quote',
  source: 'posting',
  title: 'Senior Platform Engineer',
  company: 'Northwind',
  place: 'Berlin',
  url: 'https://jobs.example/view/1?a=b',
  at: Date.UTC(2026, 10, 22, 14, 2),
  text: 'Line one\n<img src=x onerror=alert(1)> **not bold**',
  cut: false,
};

function draw(over: Partial<QuotePart> = {}): HTMLDetailsElement {
  const message = ownMessage('Do I fit?', { parts: [{ ...quote, ...over }, textPart('Do I fit?')] });
  render(<MessageView message={message} name="Agent" live={false} last actions={{ copy: () => {} }} />);
  const card = screen.getByRole('group', { name: /^Quoted: / });
  if (!(card instanceof HTMLDetailsElement)) throw new Error('the card does not fold');
  return card;
}

async function open(card: HTMLDetailsElement): Promise<void> {
  card.open = true;
  fireEvent(card, new Event('toggle'));
  await screen.findByRole('group', { name: 'Quoted text' });
}

test('a message with a posting shows a folded card above the words, not the whole text', () => {
  const card = draw();
  expect(card.open).toBe(false);
  expect(card.getAttribute('aria-label')).toBe('Quoted: Senior Platform Engineer');
  expect(card.textContent).toContain('Northwind');
  expect(card.textContent).toContain('Berlin');
  expect(card.textContent).toContain('jobs.example');
  expect(card.textContent).not.toContain('Line one');
  expect(screen.getByRole('article', { name: 'You' }).textContent).toMatch(/Northwind.*Do I fit\?$/s);
});

test('opened, the card holds the text as it was on the page, and never as markup', async () => {
  const card = draw();
  await open(card);
  expect(screen.getByRole('group', { name: 'Quoted text' }).textContent).toBe(quote.text);
  expect(card.querySelector('img, strong')).toBe(null);
  expect(screen.getByRole('link').getAttribute('href')).toBe(quote.url);
});

test('a cut is marked on the folded card and at the end of the text', async () => {
  const card = draw({ cut: true });
  expect(card.querySelector('summary')?.textContent).toContain('cut');
  await open(card);
  expect(card.textContent).toContain('is cut here');
});

test('hostile titles and addresses are text, and no link', async () => {
  const card = draw({ title: '<b>Boss</b>', url: 'javascript:alert(1)', at: Number.MAX_VALUE });
  await open(card);
  expect(card.getAttribute('aria-label')).toBe('Quoted: <b>Boss</b>');
  expect(card.querySelector('a, summary b')).toBe(null);
});

test('a selection without a title is named by its first words', () => {
  const card = draw({ source: 'selection', title: '', text: 'Six years of Go' });
  expect(card.getAttribute('aria-label')).toBe('Quoted: Six years of Go');
  expect(card.textContent).toContain('Selected text');
});
