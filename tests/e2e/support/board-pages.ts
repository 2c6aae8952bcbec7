import { createServer, type Server } from 'node:http';
import * as v from 'valibot';

/** Pages that behave as boards do, on one origin, and a frame's page on another. */
export interface BoardPages {
  /** `http://127.0.0.1:PORT` and the path. */
  readonly at: (path: string) => string;
  /** The same on the other origin. */
  readonly elsewhere: (path: string) => string;
  close(): Promise<void>;
}

const addressSchema = v.object({ port: v.number() });

const text = (title: string, word: string): string =>
  `<p>${title}: you will plan, build and look after ${word}, and talk with those who use it about what comes next.</p>
  <p>The team is small, likes short meetings and clear texts, and shares the work on ${word} fairly among all.</p>
  <h3>Requirements</h3><ul><li>Three years of experience with ${word}</li><li>Patience, also with ${word} on a bad day</li></ul>
  <p>We answer every application within two weeks.</p>`;

const jobs = [
  ['Kiln Keeper', 'Brick & Daughters', 'Stoke, England', 'kilns'],
  ['Loom Fixer', 'Tweedwater Mills', 'Stornoway, Scotland', 'looms'],
  ['Organ Tuner', 'Pipe and Reed', 'Lincoln, England', 'organs'],
] as const;

const body = (at: number): string => {
  const [title, company, place, word] = jobs[at] ?? jobs[0];
  return `<h1>${title}</h1><div class="company-name">${company}</div><div class="job-location">${place}</div><div class="job-description">${text(title, word)}</div><a href="/apply/${at}">Apply</a>`;
};
const html = (title: string, inner: string, script = ''): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><main>${inner}</main><script>const bodies=${JSON.stringify(jobs.map((_, at) => body(at))).replaceAll('<', '\\u003c')};${script}</script></html>`;

const list = jobs
  .map(([title, company], at) => `<li><button data-at="${at}">${title}, ${company}</button></li>`)
  .join('');
/** Each press of a button shows that job a moment later, as after a request. */
const onPress = (then: string): string =>
  `document.addEventListener('click', (event) => { const at = event.target.dataset.at; if (at !== undefined) { ${then} } });
   const play = new URLSearchParams(location.search).get('play'); if (play) setTimeout(() => document.querySelector('[data-at="' + play + '"]').click(), 4000);`;

function pageOf(path: string, elsewhere: string): string | null {
  switch (path) {
    case '/jobs/static':
      return html('Kiln Keeper', body(0));
    case '/app/jobs/0':
    case '/app/jobs/1':
    case '/app/jobs/2':
      return html(
        'Jobs app',
        `<ul>${list}</ul><div id="view">${body(Number(path.at(-1)))}</div>`,
        onPress(
          `history.pushState(null, '', '/app/jobs/' + at); document.title = 'Jobs app'; setTimeout(() => { document.getElementById('view').innerHTML = bodies[at]; }, 300);`,
        ),
      );
    case '/jobs/split':
      return html(
        'Jobs beside each other',
        `<ul>${list}</ul><section id="pane">${body(0)}</section>`,
        onPress(
          `document.getElementById('pane').innerHTML = '…'; setTimeout(() => { document.getElementById('pane').innerHTML = bodies[at]; }, 500);`,
        ),
      );
    case '/jobs/framed':
      return html(
        'Careers at Pipe and Reed',
        `<h2>Careers</h2><iframe src="${elsewhere}/embed/jobs/2" style="width:100%;height:600px"></iframe>`,
      );
    case '/embed/jobs/2':
      return html('Organ Tuner', body(2));
    case '/jobs/shadow':
      return html(
        'Components',
        '<job-page></job-page>',
        `customElements.define('job-page', class extends HTMLElement { connectedCallback() { this.attachShadow({ mode: 'open' }).innerHTML = '<job-body></job-body>'; } });
         customElements.define('job-body', class extends HTMLElement { connectedCallback() { this.attachShadow({ mode: 'open' }).innerHTML = bodies[1]; } });`,
      );
    case '/jobs/restless':
      return html(
        'Restless',
        `${body(0)}<div id="noise"></div>`,
        `let at = 0; setInterval(() => { document.getElementById('noise').innerHTML = '<h2>News ' + (++at).toString(36) + '</h2>' + Math.random(); }, 4);`,
      );
    case '/jobs':
      return html(
        'All jobs',
        `<h1>3 jobs in Britain</h1><ul>${jobs.map(([title, company, place], at) => `<li class="job-card"><h3><a href="/app/jobs/${at}">${title}</a></h3><p>${company}</p><p>${place}</p></li>`).join('')}</ul>`,
      );
    default:
      return null;
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${v.parse(addressSchema, server.address()).port}`;
}

export async function serveBoards(): Promise<BoardPages> {
  let other = '';
  const servers = [0, 1].map(() =>
    createServer((request, response) => {
      const page = pageOf(new URL(request.url ?? '/', 'http://localhost').pathname, other);
      response.writeHead(page === null ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(page ?? 'Not found');
    }),
  );
  const [own = '', elsewhere = ''] = await Promise.all(servers.map(listen));
  other = elsewhere;
  return {
    at: (path) => `${own}${path}`,
    elsewhere: (path) => `${elsewhere}${path}`,
    async close() {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      }
    },
  };
}
