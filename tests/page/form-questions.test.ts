// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { listFormQuestions } from '../../utils/page/form-questions.ts';
import { formQuestionSchema } from '../../utils/posting/form-question.ts';
import { mostQuestions, questionLimit } from '../../utils/posting/limits.ts';
import type { PageKind } from '../../utils/posting/posting.ts';

function read(body: string, kind: PageKind = 'application-form') {
  document.body.innerHTML = body;
  const questions = listFormQuestions(document, kind);
  for (const question of questions) expect(v.safeParse(formQuestionSchema, question).success).toBe(true);
  return questions;
}
const labels = (body: string, kind?: PageKind): readonly string[] =>
  read(body, kind).map(({ label }) => label);

describe('the questions of an application form', () => {
  test.each([
    ['a label for it', '<label for="a">Why us?*</label><textarea id="a"></textarea>'],
    ['a label around it', '<label>Why us? <textarea></textarea></label>'],
    [
      'words it is labelled by',
      '<b id="x">Why</b><i id="y">us?</i><textarea aria-labelledby="x y" placeholder="Type"></textarea>',
    ],
    ['an aria-label', '<textarea aria-label="Why us?"></textarea>'],
    ['a legend', '<fieldset><legend>Why us?</legend><div><textarea></textarea></div></fieldset>'],
    ['words that stand before it', '<div><p>Why us?</p><div><div><textarea></textarea></div></div></div>'],
    ['the text beside it', '<div>Why us? <br><textarea name="q1"></textarea></div>'],
    ['an editor', '<div id="l">Why us?</div><div contenteditable="true" aria-labelledby="l"></div>'],
    ['a plain-text editor', '<p>Why us?</p><div contenteditable="plaintext-only"></div>'],
  ])('are found by %s', (_name, body) => {
    expect(labels(body)).toEqual(['Why us?']);
  });

  test('a fact is no question: name, address, phone, links, search', () => {
    const body = `
      <label>Full name <input name="name"></label>
      <label>E-mail <input type="email"></label>
      <label>Your complete LinkedIn profile address <input name="linkedin_url"></label>
      <label>City <input></label>
      <label>In which country and region do you live <input autocomplete="country-name"></label>
      <label>What are you looking for? <input type="search"></label>
      <label>Pick one? <input role="combobox"></label>
      <label>Password? <input type="password"></label>`;
    expect(labels(body)).toEqual([]);
  });
  test('a one-line field that asks something is one', () => {
    expect(
      labels(`<label>Notice period? <input></label>
      <label>Tell us in one line what you built last year <input type="text" autocomplete="off"></label>`),
    ).toEqual(['Notice period?', 'Tell us in one line what you built last year']);
  });
  test('how long an answer may be, and whether it is needed', () => {
    expect(
      read(`<label>Why? <textarea maxlength="500" required></textarea></label>
      <label>How? <textarea aria-required="true"></textarea></label>`),
    ).toEqual([
      { label: 'Why?', nth: 0, maxLength: 500, required: true },
      { label: 'How?', nth: 0, maxLength: null, required: true },
    ]);
  });
  test('equal words are told apart by their number', () => {
    expect(
      read('<label>Answer <textarea></textarea></label><label>Answer <textarea></textarea></label>').map(
        ({ nth }) => nth,
      ),
    ).toEqual([0, 1]);
  });
  test('the words of another field are not taken', () => {
    expect(
      labels('<div><span>Name</span><input name="name"><textarea name="cover_letter"></textarea></div>'),
    ).toEqual(['cover letter']);
  });
  test('what cannot be written into is left out', () => {
    expect(
      labels(
        '<label>A? <textarea disabled></textarea></label><label>B? <textarea readonly></textarea></label>',
      ),
    ).toEqual([]);
  });
  test('fields in open shadow roots count', () => {
    document.body.innerHTML = '<x-field></x-field>';
    const root = document.querySelector('x-field')?.attachShadow({ mode: 'open' });
    if (root === undefined) throw new Error('no shadow');
    root.innerHTML = '<label for="i">Why us?</label><textarea id="i"></textarea>';
    expect(listFormQuestions(document, 'application-form').map(({ label }) => label)).toEqual(['Why us?']);
  });
});

test('beside a posting only the form that asks for an address or a file counts', () => {
  const comment = '<form><label>Leave a comment? <textarea></textarea></label></form>';
  const apply = '<form><input type="email"><label>Why us? <textarea></textarea></label></form>';
  expect(labels(comment + apply, 'posting')).toEqual(['Why us?']);
  // "Write to us" asks for an address too.
  expect(labels(apply, 'none')).toEqual([]);
  expect(labels(apply.replace('email', 'file'), 'none')).toEqual(['Why us?']);
});

test('a hostile label stays text, of bounded size, and a page cannot list questions without end', () => {
  const [first] = labels(
    '<label for="a">&lt;img src=x onerror=alert(1)&gt; <b>bold</b></label><textarea id="a"></textarea>',
  );
  expect(first).toBe('<img src=x onerror=alert(1)> bold');
  expect(labels(`<label>${'x'.repeat(5_000)} <textarea></textarea></label>`)[0]).toHaveLength(questionLimit);
  expect(labels('<label>Q? <textarea></textarea></label>'.repeat(200))).toHaveLength(mostQuestions);
});
