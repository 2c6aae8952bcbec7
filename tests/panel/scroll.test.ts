// @vitest-environment happy-dom
import { beforeAll, expect, test } from 'vitest';
import { createScroll } from '../../components/transcript/scroll.ts';

const rowPx = 100;
let viewPx = 300;
let resized: () => void = () => {};

beforeAll(() => {
  Object.assign(globalThis, {
    ResizeObserver: class {
      constructor(onResize: () => void) {
        resized = onResize;
      }
      observe(): void {}
      disconnect(): void {}
    },
  });
});

/** A scroller with a layout of our own: a mark of 1 px at the start, then rows of one height. */
function layOut(keys: readonly string[]) {
  const scroller = document.createElement('div');
  const content = document.createElement('div');
  scroller.append(content);
  document.body.append(scroller);
  let scrollTop = 0;
  const heightOf = (element: Element): number => (element.className === 'row' ? rowPx : 1);
  const boxOf = (element: Element): Partial<DOMRect> => {
    if (element === scroller) return { top: 0, bottom: viewPx };
    const before = [...content.children].slice(0, [...content.children].indexOf(element));
    const top = before.reduce((sum, each) => sum + heightOf(each), 0) - scrollTop;
    return { top, bottom: top + heightOf(element) };
  };
  const full = (): number => [...content.children].reduce((sum, each) => sum + heightOf(each), 0);
  Object.defineProperties(scroller, {
    clientHeight: { get: () => viewPx },
    scrollHeight: { get: full },
    scrollTop: {
      get: () => scrollTop,
      set: (next: number) => {
        scrollTop = Math.max(0, Math.min(next, full() - viewPx));
      },
    },
    getBoundingClientRect: { value: () => boxOf(scroller) },
  });
  function make(name: string, text: string): Element {
    const element = document.createElement('div');
    element.className = name;
    element.textContent = text;
    Object.defineProperty(element, 'getBoundingClientRect', { value: () => boxOf(element) });
    return element;
  }
  const row = (key: string): Element => make('row', key);
  content.append(make('mark', ''), ...keys.map(row));
  const inSight = (): string =>
    [...content.children]
      .filter((each) => each.className === 'row' && (boxOf(each).bottom ?? 0) > 1)
      .slice(0, 3)
      .map((each) => `${each.textContent}@${boxOf(each).top}`)
      .join(' ');
  return { scroller, content, row, inSight };
}

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_none, at) => String(from + at));

test.each([0, 1, 130])(
  'older messages come in above and newer ones go below, and what is read stays (%i px from the start)',
  (place) => {
    const { scroller, content, row, inSight } = layOut(numbers(50, 90));
    const scroll = createScroll(scroller, content, () => {});
    scroller.scrollTop = place;
    scroller.dispatchEvent(new Event('scroll'));
    const before = inSight();
    content.firstElementChild?.after(...numbers(10, 50).map(row));
    for (const gone of [...content.children].slice(-20)) gone.remove();
    scroll.keepPlace();
    expect(inSight()).toBe(before);
    scroll.close();
  },
);

test('newer messages come in below and older ones go above, and what is read stays', () => {
  const { scroller, content, row, inSight } = layOut(numbers(50, 90));
  const scroll = createScroll(scroller, content, () => {});
  scroll.setMayStick(false);
  scroller.scrollTop = 3_650;
  scroller.dispatchEvent(new Event('scroll'));
  const before = inSight();
  content.append(...numbers(90, 130).map(row));
  for (const gone of [...content.children].slice(1, 21)) gone.remove();
  scroll.keepPlace();
  expect(inSight()).toBe(before);
  scroll.close();
});

test('when the room grows until the end is in sight, the reader is at the end without scrolling', () => {
  const { scroller, content } = layOut(numbers(0, 5));
  const heard: boolean[] = [];
  const scroll = createScroll(scroller, content, (stuck) => heard.push(stuck));
  scroller.scrollTop = 0;
  scroller.dispatchEvent(new Event('scroll'));
  expect(heard).toEqual([false]);
  viewPx = 600;
  resized();
  viewPx = 300;
  expect(heard).toEqual([false, true]);
  scroll.close();
});
