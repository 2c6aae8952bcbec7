import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import type { BidiSession } from '../../../scripts/browser/bidi-session.ts';
import { pressIn, runXdotool, typeText } from '../../../scripts/browser/keyboard.ts';

const spotSchema = v.object({ x: v.number(), y: v.number() });
const answerSchema = v.union([v.object({ ok: v.unknown() }), v.object({ error: v.string() })]);

/**
 * Finds elements as a screen reader would name them, as far as our panel needs it: `find(role, name)`.
 * Runs beside the sidebar's page; `content` is its window.
 */
const finder = `
  const roleOf = (el) => el.getAttribute('role') ?? ({ BUTTON: 'button', TEXTAREA: 'textbox', ARTICLE: 'article',
    DIALOG: 'dialog', SECTION: 'region', UL: 'list', H1: 'heading', H2: 'heading' })[el.tagName] ?? (el.tagName === 'INPUT' ? el.type : '');
  const textById = (id) => content.document.getElementById(id)?.textContent ?? '';
  const nameOf = (el) => (el.getAttribute('aria-label')
    ?? (el.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean).map(textById).join(' ')).trim()
    || (el.labels?.[0]?.textContent ?? '').trim() || el.textContent.trim();
  const find = (role, name) => [...content.document.querySelectorAll('*')]
    .filter((el) => roleOf(el) === role && (name === null || nameOf(el) === name) && el.getClientRects().length > 0);
`;

/** The real sidebar of one Firefox window. Roles and names are those of the Chromium tests. */
export interface FirefoxPanel {
  isOpen(): Promise<boolean>;
  count(role: string, name: string | null): Promise<number>;
  /** The visible words of the last element of that role and name; empty where there is none. */
  text(role: string, name: string): Promise<string>;
  /** What stands in a text field. */
  value(role: string, name: string): Promise<string>;
  /** A real click with the mouse in the middle of the last such element. */
  click(role: string, name: string): Promise<void>;
  /** Clicks into "Message", types with the keyboard, presses Enter. */
  send(text: string): Promise<void>;
  reload(): Promise<void>;
  /** How far the page is wider than the sidebar, in CSS px. */
  overflow(): Promise<number>;
}

/** `context` is the browser window's own document in BiDi's chrome scope, `window` its X window. */
export function createFirefoxPanel({
  session,
  context,
  window,
}: {
  session: BidiSession;
  context: string;
  window: string;
}): FirefoxPanel {
  const inSidebar = async (body: string): Promise<unknown> => {
    // BiDi does not list a sidebar: a frame script goes in through the browser's own message manager.
    const words = await session.evaluate(context, toSidebarScript(body));
    const answer = v.parse(answerSchema, JSON.parse(String(words)));
    if ('error' in answer) throw new Error(`in the sidebar: ${answer.error}`);
    return answer.ok;
  };
  const query = (role: string, name: string | null) =>
    `find(${JSON.stringify(role)}, ${JSON.stringify(name)})`;
  const click = async (role: string, name: string): Promise<void> => {
    const spot = await inSidebar(`
      const el = ${query(role, name)}.at(-1);
      if (!el) throw new Error('no ' + ${JSON.stringify(`${role} "${name}"`)});
      el.scrollIntoView({ block: 'nearest' });
      const box = el.getBoundingClientRect();
      return { x: content.mozInnerScreenX + box.x + box.width / 2, y: content.mozInnerScreenY + box.y + box.height / 2 };`);
    const { x, y } = v.parse(spotSchema, spot);
    await runXdotool('windowraise', window);
    await runXdotool('windowfocus', '--sync', window);
    await runXdotool('mousemove', String(Math.round(x)), String(Math.round(y)), 'click', '1');
    await wait(150);
  };
  return {
    async isOpen() {
      const open = await session.evaluate(
        context,
        `!document.getElementById('sidebar-box').hidden &&
          document.getElementById('sidebar').contentDocument?.getElementById('webext-panels-browser') != null`,
      );
      return open === true;
    },
    count: async (role, name) => Number(await inSidebar(`return ${query(role, name)}.length;`)),
    text: async (role, name) =>
      String(await inSidebar(`return ${query(role, name)}.at(-1)?.innerText ?? '';`)),
    value: async (role, name) => String(await inSidebar(`return ${query(role, name)}.at(-1)?.value ?? '';`)),
    click,
    async send(text) {
      await click('textbox', 'Message');
      await typeText(text);
      await pressIn(window, 'Return');
    },
    async reload() {
      await inSidebar('content.location.reload(); return null;');
      await wait(300);
    },
    overflow: async () =>
      Number(await inSidebar('return content.document.documentElement.scrollWidth - content.innerWidth;')),
  };
}

/** Chrome-scope JavaScript that runs `body` beside the sidebar's page and resolves with JSON text. */
function toSidebarScript(body: string): string {
  const frameScript = `(async () => {
    ${finder}
    let answer;
    try { answer = { ok: await (async () => { ${body} })() ?? null }; } catch (error) { answer = { error: String(error) }; }
    sendAsyncMessage(NAME, JSON.stringify(answer));
  })()`;
  return `new Promise((done) => {
    const inner = document.getElementById('sidebar').contentDocument?.getElementById('webext-panels-browser');
    const port = inner?.messageManager;
    if (!port) { done(JSON.stringify({ error: 'the sidebar is not open' })); return; }
    const name = 'talentscout-test-' + Math.random();
    const timer = setTimeout(() => done(JSON.stringify({ error: 'the sidebar does not answer' })), 5000);
    port.addMessageListener(name, function hear(message) {
      clearTimeout(timer);
      port.removeMessageListener(name, hear);
      done(message.data);
    });
    const script = 'const NAME = ' + JSON.stringify(name) + ';' + ${JSON.stringify(frameScript)};
    port.loadFrameScript('data:text/javascript;charset=utf-8,' + encodeURIComponent('{' + script + '}'), false);
  })`;
}
