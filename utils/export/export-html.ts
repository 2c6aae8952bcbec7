import type { Message, Part } from '../chat/message.ts';
import { escapeHtml } from './escape-html.ts';
import { exportStyle } from './export-style.ts';
import { quoteHead, statusWords, toAuthor, toolStateWords, toPretty, toTime } from './export-words.ts';
import { markdownToHtml } from './markdown-html.ts';
import type { ExportSource } from './to-export-file.ts';

function toPartHtml(part: Part, own: boolean): string {
  switch (part.type) {
    case 'text':
      return own ? `<p class="plain" dir="auto">${escapeHtml(part.text)}</p>` : markdownToHtml(part.text);
    case 'reasoning':
      if (part.text === '') return '';
      return `<details open><summary>Reasoning</summary><p class="plain" dir="auto">${escapeHtml(part.text)}</p></details>`;
    case 'tool': {
      const summary = `Tool: ${escapeHtml(part.name)} (${toolStateWords[part.state]})`;
      const texts = [part.args, part.result ?? ''].filter((text) => text !== '');
      const body = texts.map((text) => `<pre>${escapeHtml(toPretty(text))}</pre>`).join('');
      return `<details open><summary>${summary}</summary>${body}</details>`;
    }
    case 'quote':
      return `<details><summary>${escapeHtml(quoteHead(part))}</summary><p class="plain" dir="auto">${escapeHtml(part.text)}</p></details>`;
    case 'other':
      return '';
  }
}

function toMessageHtml(message: Message): string {
  const own = message.role === 'user';
  const parts = message.parts.map((part) => toPartHtml(part, own)).join('\n');
  const status = statusWords[message.status];
  return `<article${own ? ' class="own"' : ''}>
<h2>${escapeHtml(toAuthor(message))} <time>${escapeHtml(toTime(message.createdAt))}</time></h2>
${parts}${status === '' ? '' : `\n<p class="status">${status}</p>`}
</article>`;
}

/**
 * The chat as one page that needs nothing else and asks for nothing: no scripts, no requests. Its own
 * policy forbids both, should a hole ever let something in.
 */
export function toHtml({ session, messages }: ExportSource): string {
  const title = escapeHtml(session.title === '' ? 'Chat' : session.title);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${exportStyle}</style>
</head>
<body>
<main>
<h1 dir="auto">${title}</h1>
${messages.map(toMessageHtml).join('\n')}
</main>
</body>
</html>
`;
}
