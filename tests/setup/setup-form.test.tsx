// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, describe, expect, test } from 'vitest';
import { SetupForm } from '../../components/setup/SetupForm.tsx';
import { LettaError } from '../../utils/letta/letta-error.ts';
import { createSetupService } from '../../utils/setup/setup-service.ts';
import { createFakePorts } from './fake-setup-ports.ts';

afterEach(cleanup);

type FakePorts = ReturnType<typeof createFakePorts>;

const two = [
  { id: 'agent-1', name: 'Career agent' },
  { id: 'agent-2', name: 'Other' },
];

async function open(fake: FakePorts, mode: 'options' | 'first-run' = 'options') {
  const service = createSetupService(fake.ports);
  let savedTimes = 0;
  render(
    <SetupForm
      service={service}
      saved={await service.readFields()}
      mode={mode}
      onSaved={() => (savedTimes += 1)}
    />,
  );
  return { savedTimes: () => savedTimes };
}

const box = (name: string): HTMLElement => screen.getByRole('textbox', { name });
const valueOf = (name: string): string | null =>
  'value' in box(name) ? String(Reflect.get(box(name), 'value')) : null;
const type = (name: string, value: string): void => void fireEvent.input(box(name), { target: { value } });
const press = (name: string): void => void fireEvent.click(screen.getByRole('button', { name }));
const chosen = (): unknown => Reflect.get(screen.getByRole('combobox', { name: 'Agent' }), 'value');

describe('the options form', () => {
  test('has the names that the design promises', async () => {
    await open(createFakePorts());
    for (const name of ['Letta server', 'API key or password', 'Mirror address', 'Mirror token'])
      expect(box(name)).toBeDefined();
    expect(screen.getByRole('combobox', { name: 'Agent' })).toBeDefined();
    for (const name of ['Test Letta connection', 'Test mirror connection', 'Save']) {
      expect(screen.getByRole('button', { name })).toBeDefined();
    }
  });

  test('tests, fills the agents, saves, and says each', async () => {
    const fake = createFakePorts({ agents: two });
    await open(fake);
    type('Letta server', 'letta.example');
    type('API key or password', 'k');
    press('Test Letta connection');
    await waitFor(() =>
      expect(screen.getByRole('status').textContent).toBe('Connected to Letta 0.16.8: 2 agents.'),
    );
    expect(valueOf('Letta server')).toBe('https://letta.example');
    fireEvent.change(screen.getByRole('combobox', { name: 'Agent' }), { target: { value: 'agent-2' } });
    press('Save');
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Saved.'));
    expect(fake.state.settings.letta).toMatchObject({
      baseUrl: 'https://letta.example',
      apiKey: 'k',
      agentId: 'agent-2',
    });
    expect(chosen()).toBe('agent-2');
  });

  test('keeps what was typed when a test fails, and says why', async () => {
    const fake = createFakePorts();
    fake.state.lettaError = new LettaError('unauthorized', 'no');
    await open(fake);
    type('Letta server', 'letta.example');
    type('API key or password', 'wrong');
    press('Test Letta connection');
    await waitFor(() => expect(screen.getByRole('alert').textContent).toMatch(/^Wrong key/));
    expect(valueOf('Letta server')).toBe('letta.example');
    expect(valueOf('API key or password')).toBe('wrong');
    type('API key or password', 'right');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  test('takes values that a browser fills in all at once', async () => {
    await open(createFakePorts());
    await act(() => {
      for (const name of ['Letta server', 'API key or password']) {
        Reflect.set(box(name), 'value', `my ${name}`);
        box(name).dispatchEvent(new Event('input', { bubbles: true }));
      }
    });
    expect(valueOf('Letta server')).toBe('my Letta server');
    expect(valueOf('API key or password')).toBe('my API key or password');
  });

  test('does not take an answer to older values for one to newer ones', async () => {
    const fake = createFakePorts({ agents: two });
    await open(fake);
    type('Letta server', 'old.example');
    press('Test Letta connection');
    type('Letta server', 'new.example');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(valueOf('Letta server')).toBe('new.example');
    expect(screen.queryByRole('status')).toBeNull();
    expect(screen.queryByRole('option', { name: 'Other' })).toBeNull();
  });

  test('shows the saved agent before anything was tested, and names the practice agent', async () => {
    const settings = {
      letta: {
        baseUrl: 'http://127.0.0.1:1',
        apiKey: '',
        agentId: 'agent-1',
        agentName: 'Pat',
        practice: true,
      },
      mirror: null,
      keepDays: 0,
    };
    await open(createFakePorts({ settings }));
    expect(chosen()).toBe('agent-1');
    expect(screen.getByRole('option', { name: 'Pat' })).toBeDefined();
    expect(screen.getByText(/This is the practice agent/)).toBeDefined();
  });

  test('offers to make an agent where there is none', async () => {
    const fake = createFakePorts({ agents: [] });
    await open(fake);
    press('My own server');
    press('Test Letta connection');
    await waitFor(() => expect(screen.getByRole('alert').textContent).toMatch(/^No agents/));
    type('Agent name', 'Scout');
    type('What should it know about you?', 'I am Ada.');
    press('Save');
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Saved.'));
    expect(fake.state.created).toEqual([{ name: 'Scout', about: 'I am Ada.' }]);
    expect(chosen()).toBe('agent-new');
    expect(screen.queryByRole('textbox', { name: 'Agent name' })).toBeNull();
  });

  test('fills both fields of the mirror from a connect code', async () => {
    await open(createFakePorts());
    const json = JSON.stringify({ mirror: 'http://127.0.0.1:8484', token: 'abc' });
    type('Mirror token', `talentscout-mirror:${Buffer.from(json).toString('base64url')}`);
    expect(valueOf('Mirror address')).toBe('http://127.0.0.1:8484');
    expect(valueOf('Mirror token')).toBe('abc');
    press('Test mirror connection');
    await waitFor(() => expect(screen.getByRole('status').textContent).toContain('Connected to the mirror'));
  });

  test('shows a key only when asked to', async () => {
    await open(createFakePorts());
    expect(box('API key or password').className).toContain('dots');
    press('Show key');
    expect(box('API key or password').className).not.toContain('dots');
    expect(screen.getByRole('button', { name: 'Hide key' })).toBeDefined();
  });

  test('tells a refused permission and loses nothing', async () => {
    const fake = createFakePorts();
    fake.state.granted = false;
    await open(fake);
    press('Letta Cloud');
    press('Save');
    await waitFor(() => expect(screen.getByRole('alert').textContent).toMatch(/^Permission was not granted/));
    expect(valueOf('Letta server')).toBe('https://api.letta.com');
  });
});

describe('the first run', () => {
  test('connects with one button when there is one agent', async () => {
    const fake = createFakePorts();
    const { savedTimes } = await open(fake, 'first-run');
    type('Letta server', 'localhost:8283');
    press('Save and connect');
    await waitFor(() => expect(savedTimes()).toBe(1));
    expect(fake.state.settings.letta).toMatchObject({ baseUrl: 'http://localhost:8283', agentId: 'agent-1' });
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
  });

  test('lets the user choose among several agents', async () => {
    const fake = createFakePorts({ agents: two });
    const { savedTimes } = await open(fake, 'first-run');
    type('Letta server', 'letta.example');
    press('Save and connect');
    await waitFor(() => expect(screen.getByRole('status').textContent).toContain('Choose which agent'));
    fireEvent.change(screen.getByRole('combobox', { name: 'Agent' }), { target: { value: 'agent-2' } });
    press('Save and connect');
    await waitFor(() => expect(savedTimes()).toBe(1));
    expect(fake.state.settings.letta?.agentName).toBe('Other');
  });

  test('asks for a server before anything else', async () => {
    const fake = createFakePorts();
    await open(fake, 'first-run');
    press('Save and connect');
    expect(screen.getByRole('alert').textContent).toMatch(/Enter the address/);
    expect(fake.state.log).toEqual([]);
  });
});
