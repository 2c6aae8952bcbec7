import { expect, test } from 'vitest';
import { isCloud, parseBaseUrl } from '../../utils/letta/base-url.ts';

test.each([
  ['https://api.letta.com', 'https://api.letta.com'],
  [' https://api.letta.com/v1/ ', 'https://api.letta.com'],
  ['api.letta.com', 'https://api.letta.com'],
  ['localhost:8283', 'http://localhost:8283'],
  ['127.0.0.1:8283/', 'http://127.0.0.1:8283'],
  ['[::1]:8283', 'http://[::1]:8283'],
  ['HTTP://Home.Example:80/letta/?x#y', 'http://home.example/letta'],
  ['letta.example/v1', 'https://letta.example'],
  ['http://a.example//', 'http://a.example'],
])('%s is understood', (text, url) => {
  expect(parseBaseUrl(text)).toBe(url);
});

test.each([
  '',
  '   ',
  'ftp://a',
  'javascript:alert(1)',
  'http://',
  'https://user:pw@a.example',
  'a b',
  'ws://a',
])('%j is no address', (text) => {
  expect(parseBaseUrl(text)).toBeNull();
});

test('only Letta’s own service is Cloud', () => {
  expect(isCloud('https://api.letta.com')).toBe(true);
  expect(isCloud('https://api.letta.com.evil.example')).toBe(false);
});
