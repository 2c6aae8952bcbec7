// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { act, cleanup, render, screen } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { ChatView } from '../../entrypoints/sidepanel/ChatView.tsx';
import { createId } from '../../utils/chat/id.ts';
import { defaultSettings } from '../../utils/settings/settings.ts';
import { applyWrite } from '../../utils/store/write.ts';
import { openFreshStore, replyTo, userMessage } from '../store/fixtures.ts';
import { openDesk } from './panel-fakes.ts';

afterEach(cleanup);

const letta = { baseUrl: 'http://x', apiKey: '', agentId: 'a', agentName: 'Ada', practice: false };

test('the last message on screen is not the last of the chat where newer ones follow', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  const messages = Array.from({ length: 60 }).flatMap((_, at) => {
    const question = userMessage(sessionId, `Question ${at}`);
    return [question, replyTo(question, `Answer ${at}`)];
  });
  await applyWrite(db, { type: 'save-messages', messages });
  const { model } = await openDesk({ db, sessionId });
  model.setSettings({ ...defaultSettings, letta });
  render(<ChatView model={model} openSettings={() => {}} drawBetween={() => null} />);
  expect(screen.getAllByRole('button', { name: 'Regenerate' })).toHaveLength(1);
  await act(async () => void (await model.session.goTo(messages[20]?.id ?? '')));
  expect(model.session.newer.value).toBe(true);
  expect(screen.getByText('Question 10')).toBeDefined();
  expect(screen.queryAllByRole('button', { name: 'Regenerate' })).toHaveLength(0);
});
