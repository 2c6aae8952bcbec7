// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as v from 'valibot';
import { createInsertPicker, type InsertPicker } from '../../utils/page/insert-picker.ts';
import { type InsertReport, insertReportSchema } from '../../utils/posting/page-insert.ts';

const reports: InsertReport[] = [];
let picker: InsertPicker;

function open(isTrusted: boolean): void {
  picker = createInsertPicker({
    page: document,
    isTrusted: () => isTrusted,
    report(report) {
      // What leaves the page has to pass the border it meets next.
      expect(v.safeParse(insertReportSchema, report).issues).toBeUndefined();
      reports.push(report);
    },
  });
  picker.obey({ type: 'pick', text: 'words', prefer: null });
}
const field = (id: string): HTMLTextAreaElement => {
  const found = document.getElementById(id);
  if (!(found instanceof HTMLTextAreaElement)) throw new Error(`no field ${id}`);
  return found;
};
const press = (target: EventTarget, type: string): boolean =>
  target.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true, cancelable: true }));
const key = (name: string): boolean =>
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
const settle = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 20));

beforeEach(() => {
  reports.length = 0;
  document.body.innerHTML =
    '<label>A? <textarea id="a"></textarea></label><label>B? <textarea id="b"></textarea></label><button>Go</button>';
});
afterEach(() => picker.close());

test('the fields are told by their names, and a press on one fills it without the page hearing of it', async () => {
  open(true);
  expect(reports[0]).toMatchObject({ type: 'fields', names: ['A?', 'B?'], preferred: null });
  const heard: string[] = [];
  for (const name of ['mousedown', 'click']) document.addEventListener(name, () => heard.push(name));
  press(field('b'), 'mousedown');
  press(field('b'), 'click');
  await settle();
  expect(field('b').value).toBe('words');
  expect(reports.at(-1)).toEqual({ type: 'inserted', name: 'B?', cut: 0 });
  expect(heard).toEqual([]);
  picker.obey({ type: 'undo' });
  await settle();
  expect(reports.at(-1)).toEqual({ type: 'undone', outcome: 'done' });
  expect(field('b').value).toBe('');
});

test('a page cannot choose for the user: events that it makes itself count for nothing', async () => {
  open(false);
  press(field('a'), 'click');
  key('Tab');
  key('Enter');
  await settle();
  expect(field('a').value).toBe('');
  expect(reports.map(({ type }) => type)).toEqual(['fields']);
});

test('Tab and the arrows walk through the fields, Enter takes one, and the page hears no key', async () => {
  open(true);
  const heard: string[] = [];
  document.addEventListener('keydown', (event) => heard.push(event.key));
  key('Tab');
  key('ArrowDown');
  expect(document.activeElement).toBe(field('b'));
  key('ArrowUp');
  key('Enter');
  await settle();
  expect(field('a').value).toBe('words');
  expect(heard).toEqual([]);
});

test('Escape leaves, and afterwards the page is its own again', () => {
  open(true);
  const before = document.documentElement.children.length;
  key('Escape');
  expect(reports.at(-1)).toEqual({ type: 'left' });
  expect(document.documentElement.children.length).toBe(before - 1);
  let clicks = 0;
  field('a').addEventListener('click', () => (clicks += 1));
  press(field('a'), 'click');
  expect(clicks).toBe(1);
});

test('what is no field stays usable while one is chosen', () => {
  open(true);
  let clicks = 0;
  document.querySelector('button')?.addEventListener('click', () => (clicks += 1));
  press(document.querySelector('button') ?? document, 'click');
  expect(clicks).toBe(1);
});

test('the field of a question is marked from the start', () => {
  document.body.innerHTML += '<label>B? <textarea id="c"></textarea></label>';
  open(true);
  picker.obey({ type: 'pick', text: 'words', prefer: { label: 'B?', nth: 1 } });
  expect(reports.at(-1)).toMatchObject({ type: 'fields', preferred: 2 });
});

test('the panel chooses by number, and a number that is none changes nothing', async () => {
  open(true);
  picker.obey({ type: 'choose', field: 9 });
  await settle();
  expect(reports.at(-1)).toEqual({ type: 'not-inserted', name: '', reason: 'gone' });
});
