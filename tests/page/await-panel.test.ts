// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { awaitPanel } from '../../utils/page/await-panel.ts';
import { pageLineName } from '../../utils/posting/page-signal.ts';

function wait() {
  const log: string[] = [];
  const gone: (() => void)[] = [];
  const heard: Parameters<Parameters<typeof awaitPanel>[1]['addListener']>[0][] = [];
  awaitPanel(document, {
    addListener: (listener) => void heard.push(listener),
    removeListener: (listener) => void heard.splice(heard.indexOf(listener), 1),
  });
  const [hear] = heard;
  if (hear === undefined) throw new Error('the page waits for nobody');
  hear({
    name: pageLineName,
    postMessage: ({ type }) => void log.push(type),
    disconnect: () => void log.push('disconnected'),
    onDisconnect: { addListener: (listener) => void gone.push(listener) },
  });
  return { log, heard, gone };
}

test('a page that is put away for the back button lets the panel go, which then reads what came instead', () => {
  const { log, heard } = wait();
  expect(heard).toEqual([]);
  window.dispatchEvent(new Event('pagehide'));
  window.dispatchEvent(new Event('pagehide'));
  expect(log).toEqual(['disconnected']);
});

test('a page whose panel has gone does nothing more', () => {
  const { log, gone } = wait();
  for (const hear of gone) hear();
  window.dispatchEvent(new Event('pagehide'));
  expect(log).toEqual([]);
});
