// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/preact';
import { afterEach, describe, expect, test } from 'vitest';
import { MessageView } from '../../../components/message/MessageView.tsx';
import { findDangers } from './find-dangers.ts';
import { toHostileChats } from './hostile-chats.ts';
import { listStrings } from './list-strings.ts';

afterEach(cleanup);
const actions = { copy: () => {} };
const strings = await listStrings('http://127.0.0.1:9');

describe('a message that a stranger wrote', () => {
  test('there are at least 300 strings, each once', () => {
    expect(strings.length).toBeGreaterThanOrEqual(300);
    expect(new Set(strings).size).toBe(strings.length);
  });

  test('is drawn as words, whoever is said to have written it', () => {
    const [chat] = toHostileChats(strings, strings.length);
    for (const message of chat?.messages ?? []) {
      const { container, unmount } = render(
        <MessageView message={message} name="Ada" live={false} last={false} actions={actions} />,
      );
      for (const fold of container.querySelectorAll('details')) fold.open = true;
      expect(findDangers(container), JSON.stringify(message.parts)).toEqual([]);
      unmount();
    }
  });

  test('would be noticed if it were drawn as markup', () => {
    const root = document.createElement('div');
    root.innerHTML = '<img src="x" onerror="x"><a href="javascript:x">x</a><iframe></iframe>';
    expect(findDangers(root)).toEqual(['src=x', 'onerror=x', 'href=javascript:x', '<IFRAME>']);
  });
});
