import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PageState } from '../../utils/tab/page-state.ts';
import { createPageWatch } from '../../utils/tab/page-watch.ts';
import { createFakeBrowser, readingOf } from './fake-browser.ts';

const one = 'https://one.example/jobs/1';
const two = 'https://two.example/jobs/2';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function openWatch(
  fake: ReturnType<typeof createFakeBrowser>,
  requestAccess: (origin: string) => Promise<boolean> = async () => false,
) {
  const states: PageState[] = [];
  const watch = createPageWatch({ api: fake.api, requestAccess });
  watch.onChange((state) => states.push(state));
  await vi.advanceTimersByTimeAsync(500);
  return { watch, states };
}
const shown = (state: PageState): string =>
  state.type === 'read' ? `${state.reading.url} ${state.reading.pageTitle}`.trim() : state.type;

describe('the panel knows the page beside it', () => {
  test('it reads the tab it was opened beside, once', async () => {
    const fake = createFakeBrowser();
    fake.open(1, one, { active: true });
    const { watch } = await openWatch(fake);
    expect(shown(watch.state())).toBe(one);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(fake.calls.reads).toBe(1);
  });

  test('it follows the tab in its own window, and no other window', async () => {
    const fake = createFakeBrowser();
    fake.open(1, one, { active: true });
    fake.open(2, two);
    fake.open(3, 'https://three.example/', { windowId: 9 });
    const { watch, states } = await openWatch(fake);
    fake.activate(2);
    await vi.advanceTimersByTimeAsync(500);
    expect(shown(watch.state())).toBe(two);
    fake.activate(3);
    await vi.advanceTimersByTimeAsync(500);
    expect(shown(watch.state())).toBe(two);
    fake.activate(1);
    // What was read before is there at once, and is read again.
    expect(shown(watch.state())).toBe(one);
    await vi.advanceTimersByTimeAsync(500);
    expect(fake.calls.reads).toBe(3);
    expect(states.map(shown)).toEqual(['reading', one, 'reading', two, one]);
  });

  test('a page that is left is watched no more, and nothing is put into one that is not looked at', async () => {
    const fake = createFakeBrowser();
    fake.open(1, one, { active: true });
    fake.open(2, two);
    const { watch } = await openWatch(fake);
    expect([fake.lines(1), fake.lines(2)]).toEqual([1, 0]);
    fake.activate(2);
    await vi.advanceTimersByTimeAsync(500);
    expect([fake.lines(1), fake.lines(2)]).toEqual([0, 1]);
    watch.close();
    expect(fake.lines(2)).toBe(0);
    fake.activate(1);
    fake.load(1, two);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fake.calls.reads).toBe(2);
    expect(Object.values(fake.heard).every((set) => set.size === 0)).toBe(true);
  });

  test('a load shows that it reads, then the new page', async () => {
    const fake = createFakeBrowser();
    fake.open(1, one, { active: true });
    const { watch, states } = await openWatch(fake);
    fake.load(1, two);
    expect(shown(watch.state())).toBe('reading');
    await vi.advanceTimersByTimeAsync(500);
    expect(states.map(shown)).toEqual(['reading', one, 'reading', two]);
    expect(fake.calls.reads).toBe(2);
  });

  test('a job swapped in its pane is read when the page says it came to rest', async () => {
    const fake = createFakeBrowser();
    fake.open(1, one, { active: true });
    const { watch, states } = await openWatch(fake);
    fake.swap(1, 'Another job');
    fake.say(1, { type: 'changed' });
    await vi.advanceTimersByTimeAsync(100);
    expect(shown(watch.state())).toBe(`${one} Another job`);
    // The browser tells of loads within a document as well: the line knows better.
    fake.heard.updated.forEach((listener) => listener(1, 'complete'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(fake.calls.reads).toBe(2);
    expect(states.map(shown)).toEqual(['reading', one, `${one} Another job`]);
  });

  test('a page that says for ever that it changed is read ever so seldom', async () => {
    const fake = createFakeBrowser();
    fake.open(1, one, { active: true });
    await openWatch(fake);
    for (let at = 0; at < 6_000; at++) {
      fake.swap(1, `Job ${at}`);
      fake.say(1, { type: 'changed' });
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(fake.calls.reads).toBeLessThan(30);
    expect(fake.calls.reads).toBeGreaterThan(10);
  });

  test('what is no signal of ours is not heard', async () => {
    const fake = createFakeBrowser();
    fake.open(1, one, { active: true });
    await openWatch(fake);
    for (const word of [null, 'changed', { type: 'read' }, { type: 'leaving', origin: 'x'.repeat(999) }])
      fake.say(1, word);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(fake.calls.reads).toBe(1);
  });

  test('the posting in a frame counts, and its frame is watched as well', async () => {
    const fake = createFakeBrowser();
    const framed = { ...readingOf('https://boards.example/embed/4'), kind: 'list', score: 0.8 };
    fake.open(1, one, {
      active: true,
      frames: [
        { frameId: 0, reading: readingOf(one) },
        { frameId: 7, reading: framed },
        { frameId: 8, reading: { hostile: true } },
      ],
    });
    const { watch } = await openWatch(fake);
    expect(shown(watch.state())).toBe('https://boards.example/embed/4');
    expect(fake.lines(1)).toBe(2);
  });

  test.each([
    ['chrome://settings/', 'Cannot access a chrome:// URL', 'closed'],
    ['https://chromewebstore.google.com/', 'The extensions gallery cannot be scripted.', 'closed'],
    ['https://addons.mozilla.org/', 'Missing host permission for the tab', 'asleep'],
    ['https://one.example/', 'Frame with ID 0 is showing error page', 'failed'],
  ])('%s (%s) is %s', async (url, refusal, type) => {
    const fake = createFakeBrowser();
    fake.open(1, url, { active: true, allowed: false, refusal });
    expect((await openWatch(fake)).watch.state().type).toBe(type);
  });

  test('a tab that answers nothing fails, and says so', async () => {
    const fake = createFakeBrowser();
    fake.open(1, one, { active: true, frames: [{ frameId: 0, reading: 'no reading' }] });
    const { watch } = await openWatch(fake);
    expect(watch.state()).toEqual({ type: 'failed', tabId: 1 });
  });
});

describe('a site is read when the user says so', () => {
  test('in Chrome a page of another site is asleep, and its site is known where the user was seen to go there', async () => {
    const fake = createFakeBrowser();
    fake.open(1, one, { active: true });
    const request = vi.fn(async () => {
      fake.allow(1);
      return true;
    });
    const { watch } = await openWatch(fake, request);
    fake.say(1, { type: 'leaving', origin: 'https://two.example' });
    fake.load(1, two, false);
    await vi.advanceTimersByTimeAsync(500);
    expect(watch.state()).toEqual({ type: 'asleep', tabId: 1, origin: 'https://two.example' });
    const answer = watch.allowSite();
    // Asked in the click's own turn.
    expect(request).toHaveBeenCalledWith('https://two.example');
    expect(await answer).toBe(true);
    expect(shown(watch.state())).toBe(two);
  });

  test('in Chrome a page that nobody knows the site of is offered by the browser itself', async () => {
    const fake = createFakeBrowser();
    fake.open(1, one, { active: true });
    const request = vi.fn(async () => true);
    const { watch } = await openWatch(fake, request);
    fake.load(1, two, false);
    await vi.advanceTimersByTimeAsync(500);
    expect(watch.state()).toEqual({ type: 'asleep', tabId: 1, origin: null });
    expect(await watch.allowSite()).toBe(false);
    expect(request).not.toHaveBeenCalled();
    expect(fake.calls.offered).toEqual([1]);
    fake.allow(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(shown(watch.state())).toBe(two);
  });

  test('in Firefox any load puts a page to sleep, and it is taken for the same site', async () => {
    const fake = createFakeBrowser({ forgetsOnLoad: true });
    fake.open(1, one, { active: true });
    const { watch } = await openWatch(fake, async (origin) => {
      // The user allowed a site that the tab is not on.
      return origin === 'https://one.example';
    });
    fake.load(1, two, false);
    await vi.advanceTimersByTimeAsync(500);
    expect(watch.state()).toEqual({ type: 'asleep', tabId: 1, origin: 'https://one.example' });
    expect(await watch.allowSite()).toBe(true);
    // Still hidden: it was another site, and is not taken for that one again.
    expect(watch.state()).toEqual({ type: 'asleep', tabId: 1, origin: null });
  });

  test('a page that only frames its jobs is asleep until the frame may be read', async () => {
    const fake = createFakeBrowser();
    const framing = { ...readingOf(one), jobFrames: ['https://boards.example'] };
    fake.open(1, one, { active: true, frames: [{ frameId: 0, reading: framing }] });
    const { watch } = await openWatch(fake, async (origin) => {
      const framed = { ...readingOf(`${origin}/embed/4`), kind: 'list', score: 0.8 };
      fake.tab(1).frames.push({ frameId: 3, reading: framed });
      return true;
    });
    expect(watch.state()).toEqual({ type: 'asleep', tabId: 1, origin: 'https://boards.example' });
    expect(await watch.allowSite()).toBe(true);
    expect(shown(watch.state())).toBe('https://boards.example/embed/4');
  });

  test('a no leaves it asleep', async () => {
    const fake = createFakeBrowser({ forgetsOnLoad: true });
    fake.open(1, one, { active: true });
    const { watch } = await openWatch(fake);
    fake.load(1, one, false);
    await vi.advanceTimersByTimeAsync(500);
    expect(await watch.allowSite()).toBe(false);
    expect(watch.state()).toMatchObject({ type: 'asleep', origin: 'https://one.example' });
    expect(fake.calls.reads).toBe(1);
  });

  test('a site that was allowed is read after each load without a click', async () => {
    const fake = createFakeBrowser();
    fake.open(1, one, { active: true });
    const { states } = await openWatch(fake);
    for (const url of [two, one, two]) {
      fake.load(1, url);
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(states.filter(({ type }) => type === 'read').map(shown)).toEqual([one, two, one, two]);
  });

  test('a page that a click of the menu or of the icon woke is read when the user comes back to the panel', async () => {
    const fake = createFakeBrowser();
    fake.open(1, one, { active: true, allowed: false });
    const { watch } = await openWatch(fake);
    expect(watch.state().type).toBe('asleep');
    fake.tab(1).allowed = true;
    fake.heard.returned.forEach((listener) => listener());
    await vi.advanceTimersByTimeAsync(100);
    expect(shown(watch.state())).toBe(one);
    fake.heard.returned.forEach((listener) => listener());
    await vi.advanceTimersByTimeAsync(1_000);
    expect(fake.calls.reads).toBe(1);
  });

  test('the user can have it read again, whatever the budget says', async () => {
    const fake = createFakeBrowser();
    fake.open(1, one, { active: true });
    const { watch } = await openWatch(fake);
    for (let at = 0; at < 20; at++) await watch.read();
    expect(fake.calls.reads).toBe(21);
  });
});
