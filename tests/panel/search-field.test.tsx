// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { createRef } from 'preact';
import { afterEach, expect, test } from 'vitest';
import { SearchField } from '../../components/sessions/SearchField.tsx';
import { searchTips } from '../../components/sessions/search-tips.ts';
import { isEmptyQuery, parseQuery } from '../../utils/search/query.ts';

afterEach(cleanup);

const nothing = () => {};

test('what can be asked for beside words is at hand, and goes into the field', () => {
  const sought: string[] = [];
  const field = createRef<HTMLInputElement>();
  render(
    <SearchField
      field={field}
      line=""
      onSearch={(line) => sought.push(line)}
      onDown={nothing}
      onEnter={nothing}
    />,
  );
  expect(screen.queryByRole('list', { name: 'Search tips' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Search tips' }));
  expect(screen.getAllByRole('listitem')).toHaveLength(searchTips.length);
  fireEvent.click(screen.getByRole('button', { name: /^company:/ }));
  expect(sought).toEqual(['company:']);
  expect(document.activeElement).toBe(field.current);
  expect(screen.queryByRole('list', { name: 'Search tips' })).toBeNull();
});

test('Escape closes the tips first', () => {
  let escaped = 0;
  render(
    <div onKeyDown={() => (escaped += 1)}>
      <SearchField field={createRef()} line="" onSearch={nothing} onDown={nothing} onEnter={nothing} />
    </div>,
  );
  fireEvent.click(screen.getByRole('button', { name: 'Search tips' }));
  fireEvent.keyDown(screen.getByRole('button', { name: 'Search tips' }), { key: 'Escape' });
  expect(screen.queryByRole('list', { name: 'Search tips' })).toBeNull();
  expect(escaped).toBe(0);
});

test.each(searchTips.filter(({ label }) => label.includes(':')).map(({ label }) => label))(
  'the search understands %s',
  (label) => {
    const line = label.endsWith(':') ? `${label}2026` : label;
    const query = parseQuery(line, { today: 0 });
    expect([query.terms, query.hints]).toEqual([[], []]);
    expect(isEmptyQuery(query)).toBe(false);
  },
);
