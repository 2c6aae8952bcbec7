import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import { defaultSettings, type Settings } from '../../utils/settings/settings.ts';
import { openFreshStore } from '../store/fixtures.ts';
import { createFakeStorage, openDesk } from './panel-fakes.ts';

const connected: Settings = {
  ...defaultSettings,
  letta: { baseUrl: 'http://a.example', apiKey: 'k', agentId: 'a', agentName: 'Ada', practice: false },
};

test('a panel knows the agent’s name from its first frame on, before the settings are read', async () => {
  const db = await openFreshStore();
  const local = createFakeStorage();
  const first = await openDesk({ db, sessionId: createId(), local });
  expect(first.model.agentName.value).toBeNull();
  first.model.setSettings(connected);
  expect(first.model.agentName.value).toBe('Ada');
  const next = await openDesk({ db, sessionId: createId(), local });
  expect(next.model.settings.value).toBeNull();
  expect(next.model.agentName.value).toBe('Ada');
});

test('an agent that was disconnected meanwhile is named no more', async () => {
  const db = await openFreshStore();
  const local = createFakeStorage();
  const first = await openDesk({ db, sessionId: createId(), local });
  first.model.setSettings(connected);
  const next = await openDesk({ db, sessionId: createId(), local });
  next.model.setSettings(defaultSettings);
  expect(next.model.agentName.value).toBeNull();
  expect((await openDesk({ db, sessionId: createId(), local })).model.agentName.value).toBeNull();
  expect(local.getItem('agent')).toBeNull();
});
