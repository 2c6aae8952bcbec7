/** Characters of state that are looked at: it can be megabytes, and a page can be made to cost. */
const mostText = 4_000_000;
const jobWords = /job|posting|vacanc|requisition/i;

/** The text of `{…}` that starts at `from`, by its brackets outside of strings. */
function balanced(text: string, from: number): string | null {
  let depth = 0;
  let inString = false;
  for (let at = from; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (inString) {
      if (char === 92) at++;
      else if (char === 34) inString = false;
    } else if (char === 34) inString = true;
    else if (char === 123 || char === 91) depth++;
    else if (char === 125 || char === 93) {
      depth--;
      if (depth === 0) return text.slice(from, at + 1);
    }
  }
  return null;
}

/** The texts of the page that may hold its state: JSON scripts, hidden code, `data-page`, and assignments in scripts. */
export function listStateTexts(root: Document): readonly string[] {
  const texts: string[] = [];
  let left = mostText;
  const add = (text: string | null): void => {
    if (text === null || text.length < 200 || text.length > left || !jobWords.test(text)) return;
    left -= text.length;
    texts.push(text);
  };
  for (const script of [...root.querySelectorAll('script[type*="json"]:not([type*="ld+json"]), code')].slice(
    0,
    200,
  )) {
    const text = script.textContent ?? '';
    if (/^\s*(?:<!--)?\s*[{[]/.test(text)) add(text.replace(/^\s*<!--|-->\s*$/g, ''));
  }
  for (const element of [...root.querySelectorAll('[data-page],[data-props],[data-react-props]')].slice(
    0,
    20,
  )) {
    add(
      element.getAttribute('data-page') ??
        element.getAttribute('data-props') ??
        element.getAttribute('data-react-props'),
    );
  }
  for (const script of [...root.querySelectorAll('script:not([src]):not([type*="json"])')].slice(0, 100)) {
    const text = script.textContent ?? '';
    if (text.length < 400 || text.length > left || !jobWords.test(text)) continue;
    for (const match of [
      ...text
        .slice(0, 200_000)
        .matchAll(
          /(?:^|[\s;])(?:window|self|globalThis)?(?:\.[\w$]+|\[["'][\w$-]+["']\])?(?:[\w$.]*)\s*=\s*(?=\{)/g,
        ),
    ].slice(0, 10)) {
      add(balanced(text, match.index + match[0].length));
    }
  }
  return texts;
}
