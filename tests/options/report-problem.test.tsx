// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { ReportProblem } from '../../entrypoints/options/ReportProblem.tsx';

afterEach(cleanup);

const button = (): HTMLButtonElement => screen.getByRole('button', { name: 'Report a problem' });

test('"Report a problem" says what is in the file, saves it, and says its name', async () => {
  render(<ReportProblem saveReport={async () => 'report.json'} />);
  const words = document.getElementById(button().getAttribute('aria-describedby') ?? '')?.textContent;
  expect(words).toContain('versions, states and counts');
  expect(words).toContain('no messages, titles, agent names, keys or addresses');
  fireEvent.click(button());
  expect(await screen.findByText(/^Saved report\.json\./)).toBe(screen.getByRole('status'));
  expect(button().disabled).toBe(false);
});

test('a report that cannot be saved says so and can be tried again', async () => {
  render(<ReportProblem saveReport={() => Promise.reject(new Error('no'))} />);
  fireEvent.click(button());
  expect(await screen.findByText('The file could not be saved. Try again.')).toBeDefined();
  expect(button().disabled).toBe(false);
});
