import { describe, expect, test } from 'vitest';
import { parseStartOptions } from '../../scripts/start/start-options.ts';

describe('what npm start takes', () => {
  test('nothing: Chromium, the usual ports, a data folder that stays', () => {
    expect(parseStartOptions([])).toMatchObject({
      browser: 'chromium',
      mirrorPort: 8377,
      agentPort: 8378,
      pagePort: 8379,
      dataDir: '.data/start',
      yes: false,
    });
  });

  test('another browser, other ports, another folder', () => {
    const words = ['--browser', 'firefox', '--mirror-port=0', '--agent-port', '9000', '--data-dir', '/tmp/x'];
    expect(parseStartOptions(words)).toMatchObject({
      browser: 'firefox',
      mirrorPort: 0,
      agentPort: 9000,
      dataDir: '/tmp/x',
    });
  });

  test('--no-browser starts servers only, whatever browser is named', () => {
    expect(parseStartOptions(['--no-browser', '--browser', 'firefox'])).toMatchObject({ browser: null });
  });

  test('words for the browser are handed on in order', () => {
    const words = ['--browser-arg=--lang=de', '--browser-arg=--force-dark-mode'];
    expect(parseStartOptions(words)?.browserArgs).toEqual(['--lang=de', '--force-dark-mode']);
  });

  test('--help asks for nothing else', () => {
    expect(parseStartOptions(['--help'])).toBeNull();
  });

  test.each([
    [['--browser', 'safari'], '--browser takes chromium or firefox, not "safari".'],
    [['--mirror-port', '65536'], '--mirror-port takes a number from 0 to 65535, not "65536".'],
    [['--agent-port', 'x'], '--agent-port takes a number from 0 to 65535, not "x".'],
    [['--colour'], "Unknown option '--colour': see `npm start -- --help`."],
  ])('%j is refused in one sentence', (words, sentence) => {
    expect(() => parseStartOptions(words)).toThrow(sentence);
  });
});
