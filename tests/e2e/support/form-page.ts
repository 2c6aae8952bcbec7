import { createServer, type Server } from 'node:http';
import * as v from 'valibot';

/** A page with every kind of field, and a frame of another origin in it. */
export interface FormPage {
  readonly url: string;
  /** A page of that origin without any field. */
  readonly bareUrl: string;
  close(): Promise<void>;
}

const addressSchema = v.object({ port: v.number() });

/** Serves the application form; its frame comes from a second port under another host name. */
export async function serveFormPage(): Promise<FormPage> {
  const frame = await listen(() => framePage);
  const frameUrl = `http://localhost:${portOf(frame)}/frame`;
  const main = await listen((path) => (path === '/bare' ? barePage : toFormPage(frameUrl)));
  const base = `http://127.0.0.1:${portOf(main)}`;
  return {
    url: `${base}/apply`,
    bareUrl: `${base}/bare`,
    async close() {
      for (const server of [main, frame]) {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      }
    },
  };
}

async function listen(toPage: (path: string) => string): Promise<Server> {
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(toPage(request.url ?? '/'));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

const portOf = (server: Server): number => v.parse(addressSchema, server.address()).port;

const barePage = `<!doctype html><title>Thank you</title><h1>Thank you</h1><p>We have got it.</p>`;

// The field lies under the middle of the frame, whatever the fonts: that is where it is clicked.
const framePage = `<!doctype html><title>Frame</title>
<label for="deep">In the frame: where do you see us?</label><br><textarea id="deep" rows="6" cols="40"></textarea>`;

/** `events`: what the page heard; `state`: what its framework holds of the controlled field. */
const toFormPage = (frameUrl: string): string => `<!doctype html>
<html lang="en"><head><title>Apply: Lamp Engineer</title>
<meta http-equiv="content-security-policy" content="style-src 'none'">
</head><body>
<h1>Lamp Engineer at Borealis Lamps</h1>
<p>Tromsø, Norway. Apply for this job below.</p>
<form id="form" action="/sent">
  <p><label>Full name <input name="name" autocomplete="name"></label></p>
  <p><label>E-mail <input type="email" name="email"></label></p>
  <p><label>Résumé <input type="file" name="resume"></label></p>
  <p><label for="why">Why do you want to build lamps? <b>*</b></label><br>
    <textarea id="why" name="why" rows="4" cols="50" required></textarea></p>
  <p><label for="short">In short, who are you?</label><br><textarea id="short" maxlength="20" rows="2" cols="50"></textarea></p>
  <p id="editor-label">Tell us about a &lt;b&gt;lamp&lt;/b&gt; you like</p>
  <div id="editor" contenteditable="true" role="textbox" aria-labelledby="editor-label"
    tabindex="0"><p>Dear team,</p></div>
  <p id="model-label">And of a lamp you do not like</p>
  <div id="model" contenteditable="true" role="textbox" aria-labelledby="model-label"></div>
  <x-field></x-field>
  <p><button>Send</button></p>
</form>
<iframe src="${frameUrl}" width="500" height="160" title="More"></iframe>
<iframe id="old" title="Old editor" width="500" height="120" srcdoc="<body contenteditable aria-label='Old editor'></body>"></iframe>
<script>
  window.events = [];
  for (const name of ['submit', 'keydown', 'keyup', 'click', 'input', 'beforeinput'])
    document.addEventListener(name, (event) => window.events.push(event.type), true);
  document.getElementById('form').addEventListener('submit', (event) => event.preventDefault());

  // What React does to an input that it controls.
  const why = document.getElementById('why');
  const own = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value');
  let seen = '';
  window.state = '';
  Object.defineProperty(why, 'value', {
    configurable: true,
    get() { return own.get.call(this); },
    set(value) { seen = value; own.set.call(this, value); },
  });
  why.addEventListener('input', () => {
    const value = own.get.call(why);
    if (value !== seen) { seen = value; window.state = value; }
    if (own.get.call(why) !== window.state) why.value = window.state;
  });

  // What editors with a picture of their own do: they refuse the browser's writing, and draw a moment later.
  const editor = document.getElementById('model');
  window.paragraphs = [''];
  const drawn = () => {
    editor.replaceChildren(...window.paragraphs.map((text) => {
      const paragraph = document.createElement('p');
      paragraph.append(text === '' ? document.createElement('br') : text);
      return paragraph;
    }));
    const last = editor.lastElementChild;
    getSelection().collapse(last.firstChild.nodeType === 3 ? last.firstChild : last, window.paragraphs.at(-1).length);
  };
  editor.addEventListener('beforeinput', (event) => {
    event.preventDefault();
    if (event.inputType === 'insertText') window.paragraphs[window.paragraphs.length - 1] += event.data;
    else if (event.inputType === 'insertParagraph') window.paragraphs.push('');
    else if (event.inputType.startsWith('delete')) {
      const [range] = event.getTargetRanges();
      const before = document.createRange();
      before.setStart(editor, 0);
      before.setEnd(range.startContainer, range.startOffset);
      window.paragraphs = [before.toString()];
    }
    setTimeout(drawn, 30);
  });
  drawn();

  const root = document.querySelector('x-field').attachShadow({ mode: 'open' });
  root.innerHTML = '<label for="in">In the shadow: anything else?</label><br><textarea id="in" rows="2" cols="50"></textarea>';
</script>
</body></html>`;
