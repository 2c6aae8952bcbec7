// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { ReadingPages } from '../../entrypoints/options/ReadingPages.tsx';
import { isAllowed, withConsent } from '../../utils/settings/consent-scope.ts';
import { createPageConsents } from '../../utils/settings/page-consents.ts';
import { createStorageArea } from '../fakes/storage-area.ts';

afterEach(cleanup);

const site = 'https://jobs.example.com';

async function open(stored: Record<string, unknown> = {}) {
  const area = createStorageArea(stored);
  const consents = createPageConsents(area);
  const listeners: (() => void)[] = [];
  render(
    <ReadingPages
      consents={consents}
      onChanged={(listener) => {
        listeners.push(listener);
        return () => {};
      }}
    />,
  );
  const ask = await screen.findByRole('checkbox', { name: 'Let the agent ask to read the page' });
  return { area, consents, ask, changed: () => listeners.forEach((listener) => listener()) };
}

test('the agent may ask from the start, and no page is read without', async () => {
  const { ask } = await open();
  expect(ask).toHaveProperty('checked', true);
  expect(screen.getByRole('checkbox', { name: 'Read every page without asking me' })).toHaveProperty(
    'checked',
    false,
  );
  expect(screen.getByText('No site is read without asking.')).toBeDefined();
});

test('turned off it stays off', async () => {
  const { ask, consents } = await open();
  fireEvent.click(ask);
  await waitFor(async () => expect((await consents.read()).offered).toBe(false));
});

test('a site that was allowed in the panel appears, and can be taken back', async () => {
  const { consents, changed } = await open();
  await consents.update((all) => withConsent(all, 'site', site));
  changed();
  fireEvent.click(await screen.findByRole('button', { name: 'Ask again on jobs.example.com' }));
  await waitFor(async () => expect(isAllowed(await consents.read(), site)).toBe(false));
  expect(await screen.findByText('No site is read without asking.')).toBeDefined();
});

test('storage that refuses is told', async () => {
  const { area, ask } = await open();
  area.fail = true;
  fireEvent.click(ask);
  expect((await screen.findByRole('alert')).textContent).toContain('refused');
});

test('what cannot be read back allows nothing', async () => {
  const consents = createPageConsents(
    createStorageArea({ 'page-consents': { always: 'yes', sites: [site] } }),
  );
  expect(isAllowed(await consents.read(), site)).toBe(false);
});

test('a site that the browser does not tell is never allowed, not even by "always"', () => {
  const all = { offered: true, always: true, sites: [] };
  expect(isAllowed(all, null)).toBe(false);
  expect(isAllowed(all, site)).toBe(true);
  expect(withConsent({ ...all, always: false }, 'site', null).sites).toEqual([]);
});
