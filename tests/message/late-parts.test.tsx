// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { Deferred } from '../../components/late/Deferred.tsx';
import { createLate } from '../../components/late/late.ts';

afterEach(cleanup);

interface Props {
  readonly words: string;
}
const Words = ({ words }: Props) => <p>{words}</p>;

test('a part that is there already is drawn with the rest, without a moment in between', async () => {
  const late = createLate(async () => Words);
  await late.load();
  render(<Deferred late={late} props={{ words: 'At once' }} />);
  expect(screen.queryByText('At once')).not.toBeNull();
});

test('a part that is asked for before it is there comes by itself, and its place is kept until then', async () => {
  let arrive: (component: typeof Words) => void = () => {};
  const late = createLate(() => new Promise<typeof Words>((resolve) => (arrive = resolve)));
  const { rerender } = render(
    <Deferred late={late} props={{ words: 'First' }} meanwhile={<p>The place</p>} />,
  );
  expect(screen.queryByText('The place')).not.toBeNull();
  rerender(<Deferred late={late} props={{ words: 'Latest' }} meanwhile={<p>The place</p>} />);
  arrive(Words);
  expect(await screen.findByText('Latest')).not.toBeNull();
  expect(screen.queryByText('The place')).toBeNull();
});

test('a part that cannot be loaded says so, and is there when it is asked for again', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  const read = vi.fn(async (): Promise<typeof Words> => Words).mockRejectedValueOnce(new Error('gone'));
  const late = createLate(read);
  const first = render(<Deferred late={late} props={{ words: 'Here' }} />);
  expect((await screen.findByRole('alert')).textContent).toContain('could not be loaded');
  expect(screen.getByRole('button', { name: 'Reload' })).not.toBeNull();
  first.unmount();
  render(<Deferred late={late} props={{ words: 'Here' }} />);
  expect(await screen.findByText('Here')).not.toBeNull();
  expect(read).toHaveBeenCalledTimes(2);
  error.mockRestore();
});
