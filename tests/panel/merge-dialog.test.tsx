// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { MergeDialog } from '../../components/sessions/MergeDialog.tsx';
import { createId } from '../../utils/chat/id.ts';
import { mostMerged, type SessionSummary } from '../../utils/chat/session.ts';

afterEach(cleanup);

function chat(title: string, agentName: string | null): SessionSummary {
  const binding = agentName === null ? null : { agentId: agentName, agentName, conversationId: 'conv-1' };
  const common = { titleByUser: true, createdAt: 1, lastAt: 1, count: 2, deleted: false, mirrored: false };
  const more = { posting: null, lineage: null, pinned: false, archived: false, tags: [] };
  return { id: createId(), title, binding, ...common, ...more };
}

function show(...chosen: readonly SessionSummary[]): string {
  const verbs = { readSessions: async () => chosen, onMerge: () => {}, onClose: () => {} };
  render(<MergeDialog chosen={chosen} {...verbs} />);
  return screen.getByRole('status').textContent ?? '';
}

test('chats with two agents: the dialog says which of them goes on', () => {
  expect(show(chat('Old import', null), chat('Apples', 'Ada'), chat('Pears', 'Bob'))).toBe(
    '3 chats, 6 messages. Ada goes on with the new chat and is told of all.',
  );
});

test('the new chat is called as the dialog proposes, or as the user says', () => {
  const titles: string[] = [];
  const chosen = [chat('Apples', 'Ada'), chat('Pears', 'Ada')];
  const verbs = { readSessions: async () => chosen, onClose: () => {} };
  render(<MergeDialog chosen={chosen} {...verbs} onMerge={(_, title) => titles.push(title)} />);
  fireEvent.click(screen.getByRole('button', { name: 'Merge' }));
  fireEvent.input(screen.getByRole('textbox', { name: 'Title of the new chat' }), {
    target: { value: ' Fruit ' },
  });
  fireEvent.click(screen.getByRole('button', { name: 'Merge' }));
  expect(titles).toEqual(['Apples + Pears', 'Fruit']);
});

test('more chats than one can hold are not merged, and the dialog says how many fit', () => {
  const many = Array.from({ length: mostMerged + 1 }, (_, at) => chat(`Chat ${at}`, null));
  expect(show(...many)).toBe('501 chats, 1002 messages. At most 500 chats become one: choose fewer.');
  expect(screen.getByRole('button', { name: 'Merge' }).getAttribute('aria-disabled')).toBe('true');
});

test('chats with one agent need no such words', () => {
  expect(show(chat('Apples', 'Ada'), chat('Pears', 'Ada'))).toBe('2 chats, 4 messages');
});
