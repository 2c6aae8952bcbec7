import { beforeAll, describe, expect, test } from 'vitest';
import { lintFiles } from './lint-run.ts';

const imports = 'eslint(no-restricted-imports)';

/** One forbidden import for each row of the matrix: [importing folder, what it may not import]. */
const forbiddenImports: readonly (readonly [string, string])[] = [
  ['utils/std', '../chat/message.ts'],
  ['utils/std', 'valibot'],
  ['utils/std', 'node:fs'],
  ['utils/chat', '../letta/letta-client.ts'],
  ['utils/chat', '../mirror/protocol.ts'],
  ['utils/chat', '../../components/message/MessageView.tsx'],
  ['utils/chat', 'wxt/browser'],
  ['utils/posting', '../page/read-page.ts'],
  ['utils/prompt', '../posting/posting.ts'],
  ['utils/search', '../store/read.ts'],
  ['utils/search', 'idb'],
  ['utils/tab', '../store/read.ts'],
  ['utils/tab', '../page/read-page.ts'],
  ['utils/posting', 'jsonrepair'],
  ['utils/page', '../store/read.ts'],
  ['utils/page', 'wxt/browser'],
  ['utils/page', 'valibot'],
  ['utils/letta', '../store/read.ts'],
  ['utils/letta', '../turn/turn-service.ts'],
  ['utils/letta', 'wxt/browser'],
  ['utils/letta', 'idb'],
  ['utils/store', '../letta/letta-client.ts'],
  ['utils/store', '../mirror/mirror-client.ts'],
  ['utils/store', 'wxt/browser'],
  ['utils/mirror', '../store/read.ts'],
  ['utils/mirror', 'idb'],
  ['utils/messaging', '../settings/settings.ts'],
  ['utils/messaging', '../store/read.ts'],
  ['utils/settings', '../platform/shortcut.ts'],
  ['utils/platform', '../settings/settings.ts'],
  ['utils/platform', '../setup/connect.ts'],
  ['utils/turn', 'wxt/browser'],
  ['utils/turn', 'idb'],
  ['utils/turn', '../../components/message/MessageView.tsx'],
  ['utils/sync', '../../entrypoints/background/index.ts'],
  ['utils/sync', 'idb'],
  ['utils/export', '../store/write.ts'],
  ['utils/export', '../turn/turn-service.ts'],
  ['utils/setup', '../store/writer.ts'],
  ['utils/setup', 'wxt/browser'],
  ['utils/report', '../store/write.ts'],
  ['utils/report', 'wxt/browser'],
  ['components/message', '../../utils/store/read.ts'],
  ['components/message', '../../utils/settings/settings-store.ts'],
  ['components/message', 'wxt/browser'],
  ['components/message', '../../entrypoints/sidepanel/main.tsx'],
  ['entrypoints/background', '../../components/message/MessageView.tsx'],
  ['entrypoints/background', '../sidepanel/session-model.ts'],
  ['entrypoints/background', 'preact'],
  ['entrypoints/background', 'idb'],
  ['entrypoints/sidepanel', '../../utils/store/write.ts'],
  ['entrypoints/sidepanel', '../../utils/store/writer.ts'],
  ['entrypoints/sidepanel', '../../utils/turn/turn-service.ts'],
  ['entrypoints/sidepanel', '../background/index.ts'],
  ['entrypoints/sidepanel', 'idb'],
  ['entrypoints/options', '../../utils/store/writer.ts'],
  ['entrypoints/options', '../../utils/sync/sync-engine.ts'],
  ['server/mirror', '../../utils/store/read.ts'],
  ['server/mirror', '../../utils/mirror/mirror-client.ts'],
  ['server/mirror', '../../components/message/MessageView.tsx'],
  ['server/mirror', 'preact'],
  ['server/practice-agent', '../../utils/letta/rest-client.ts'],
];

/** The same table's permissions, so that a rule that refuses everything is caught too. */
const allowedImports: readonly (readonly [string, string])[] = [
  ['utils/chat', '../std/json.ts'],
  ['utils/chat', 'valibot'],
  ['utils/letta', '../chat/turn-event.ts'],
  ['utils/page', '../posting/settle.ts'],
  ['utils/page', 'jsonrepair'],
  ['utils/posting', 'valibot'],
  ['utils/tab', '../posting/posting.ts'],
  ['utils/tab', 'wxt/browser'],
  ['utils/store', '../search/tokens.ts'],
  ['utils/store', 'idb'],
  ['utils/store', '../mirror/protocol.ts'],
  ['utils/platform', 'wxt/browser'],
  ['utils/turn', '../letta/letta-client.ts'],
  ['utils/turn', '../sync/sync-engine.ts'],
  ['utils/export', '../store/read.ts'],
  ['components/message', '../icon/Icon.tsx'],
  ['components/message', '../../utils/chat/message.ts'],
  ['components/message', 'preact/hooks'],
  ['entrypoints/background', '../../utils/store/writer.ts'],
  ['entrypoints/background', 'wxt/browser'],
  ['entrypoints/sidepanel', '../../components/message/MessageView.tsx'],
  ['entrypoints/sidepanel', '../../utils/store/read.ts'],
  ['server/mirror', '../../utils/mirror/protocol.ts'],
  ['server/mirror', '../../utils/chat/message.ts'],
  ['server/mirror', 'node:sqlite'],
];

/** One breach of each other rule of the house: [what a user of the rule would say, rule, source]. */
const breaches: readonly (readonly [string, string, string])[] = [
  ['any', 'typescript(no-explicit-any)', 'export function f(x: any): void { void x; }'],
  [
    'a cast',
    'typescript(consistent-type-assertions)',
    'export function f(x: unknown) { return x as string; }',
  ],
  [
    'a non-null assertion',
    'typescript(no-non-null-assertion)',
    'export function f(x: string | null) { return x!; }',
  ],
  ['a default export', 'import(no-default-export)', 'export default 1;'],
  ['a forgotten promise', 'typescript(no-floating-promises)', 'export function f() { Promise.resolve(1); }'],
  [
    'a switch that forgets a case',
    'typescript(switch-exhaustiveness-check)',
    "export function f(x: 'a' | 'b') { switch (x) { case 'a': return 1; } return 2; }",
  ],
  ['a file of 301 lines', 'eslint(max-lines)', `${'// a line\n'.repeat(300)}export const x = 1;\n// end`],
  [
    'a function of 81 lines',
    'eslint(max-lines-per-function)',
    `export function f() {\n${'  f();\n'.repeat(80)}}`,
  ],
  ['console.log', 'eslint(no-console)', "console.log('x');"],
];

const importSource = (target: string): string => `export { x } from '${target}';\n`;
let found: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  found = await lintFiles({
    ...Object.fromEntries(
      forbiddenImports.map(([from, target], at) => [`${from}/forbidden-${at}.ts`, importSource(target)]),
    ),
    ...Object.fromEntries(
      allowedImports.map(([from, target], at) => [`${from}/allowed-${at}.ts`, importSource(target)]),
    ),
    ...Object.fromEntries(breaches.map(([, , source], at) => [`utils/chat/breach-${at}.ts`, source])),
    'utils/chat/ring-a.ts': "import { b } from './ring-b.ts';\nexport const a = () => b;\n",
    'utils/chat/ring-b.ts': "import { a } from './ring-a.ts';\nexport const b = () => a;\n",
    'utils/chat/as-const.ts': "export const kinds = ['a', 'b'] as const;\n",
    'tests/chat/long.test.ts': `${'// a line\n'.repeat(400)}export const x = 1;\n// end`,
  });
}, 60_000);

describe('the linter refuses what the matrix forbids', () => {
  test.each(forbiddenImports.map((row, at) => [...row, at] as const))(
    '%s may not import %s',
    (from, _target, at) => {
      expect(found.get(`${from}/forbidden-${at}.ts`)).toContain(imports);
    },
  );
  test('two files may not import each other', () => {
    expect(found.get('utils/chat/ring-a.ts')).toContain('import(no-cycle)');
  });
});

describe('the linter lets pass what the matrix allows', () => {
  test.each(allowedImports.map((row, at) => [...row, at] as const))(
    '%s may import %s',
    (from, _target, at) => {
      expect(found.get(`${from}/allowed-${at}.ts`)).toEqual([]);
    },
  );
  test('`as const` is no cast', () => {
    expect(found.get('utils/chat/as-const.ts')).toEqual([]);
  });
});

describe('the linter refuses what the house does not do', () => {
  test.each(breaches.map(([name, rule], at) => [name, rule, at] as const))('%s', (_name, rule, at) => {
    expect(found.get(`utils/chat/breach-${at}.ts`)).toContain(rule);
  });
  test('a test of 402 lines', () => {
    expect(found.get('tests/chat/long.test.ts')).toContain('eslint(max-lines)');
  });
});
