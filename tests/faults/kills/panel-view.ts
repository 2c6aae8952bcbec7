import * as v from 'valibot';

const viewSchema = v.object({
  ready: v.boolean(),
  sessionId: v.nullable(v.string()),
  title: v.string(),
  line: v.string(),
  toast: v.string(),
  running: v.boolean(),
  approvals: v.number(),
  messages: v.array(
    v.object({
      id: v.string(),
      own: v.boolean(),
      text: v.string(),
      /** The answer still grows; the own message is still on its way. */
      busy: v.boolean(),
      thinking: v.boolean(),
      tools: v.number(),
      trouble: v.nullable(v.string()),
    }),
  ),
});

/** What stands on the screen of a panel. */
export type PanelView = Readonly<v.InferOutput<typeof viewSchema>>;
export type ShownMessage = PanelView['messages'][number];

/** Runs JavaScript in the panel's page, awaits its promise, and resolves with the text that it gives. */
export type Evaluate = (expression: string) => Promise<string>;

/** What a user sees in a panel and does with it: in the page itself, the same in every browser. */
export interface PanelDriver {
  read(): Promise<PanelView>;
  /** Types the words and presses Enter. */
  send(text: string): Promise<void>;
  clear(): Promise<void>;
  rename(title: string): Promise<void>;
  /** Presses the last button of that name; false where there is none. */
  press(name: string): Promise<boolean>;
}

const readScript = `(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const textOf = (selector, from = document) => all(selector, from).at(-1)?.textContent ?? '';
  const messages = all('[role=log] article').map((article) => {
    const own = article.getAttribute('aria-label') === 'You';
    return {
      id: article.dataset.messageId,
      own,
      text: own ? textOf('.message-bubble', article) : article.textContent,
      busy: article.getAttribute('aria-busy') === 'true',
      thinking: all('[aria-label=Reasoning]', article).length > 0,
      tools: all('[aria-label^="Tool:"]', article).length,
      trouble: all('.trouble-words', article).at(-1)?.textContent ?? null,
    };
  });
  const session = sessionStorage.getItem('session');
  return JSON.stringify({
    ready: all('textarea[aria-label=Message]').length > 0 && textOf('.status-line') !== '',
    sessionId: session === null ? null : JSON.parse(session),
    title: textOf('h1'),
    line: textOf('.status-line'),
    toast: textOf('.toast span'),
    running: all('button[aria-label=Stop]').length > 0,
    approvals: all('.approval-row').length,
    messages,
  });
})()`;

/** Helpers for the acts below: `find` waits a little, because menus and dialogs come with a frame. */
const actHead = `
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const find = async (selector, name) => {
    for (let attempt = 0; attempt < 250; attempt += 1) {
      const found = [...document.querySelectorAll(selector)].filter((el) => name === null
        || el.getAttribute('aria-label') === name || el.textContent.trim() === name).at(-1);
      if (found !== undefined && !found.disabled) return found;
      await wait(10);
    }
    throw new Error('no ' + selector + ' ' + name);
  };
  const fill = (field, text) => {
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, text);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  };
  const choose = async (item) => {
    (await find('button', 'Menu')).click();
    (await find('[role=menuitem]', item)).click();
  };
`;

/** Drives the panel whose page `evaluate` reaches. */
export function createPanelDriver(evaluate: Evaluate): PanelDriver {
  const act = (body: string): Promise<string> =>
    evaluate(`(async () => { ${actHead} ${body} return ''; })()`);
  return {
    read: async () => v.parse(viewSchema, JSON.parse(await evaluate(readScript))),
    async send(text) {
      await act(`
        const box = await find('textarea', 'Message');
        fill(box, ${JSON.stringify(text)});
        box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));`);
    },
    async clear() {
      await act(`await choose('Clear chat');`);
    },
    async rename(title) {
      await act(`
        await choose('Rename…');
        const field = await find('[role=dialog] input, dialog input', null);
        fill(field, ${JSON.stringify(title)});
        await wait(0);
        field.form.requestSubmit();`);
    },
    press: async (name) =>
      (await evaluate(`(() => {
        const button = [...document.querySelectorAll('button')].filter((el) => el.textContent.trim() === ${JSON.stringify(name)}).at(-1);
        button?.click();
        return button === undefined ? 'no' : 'yes';
      })()`)) === 'yes',
  };
}
