/** Deeper than any message is; a recursive reader would run out of stack long after this. */
const mostDepth = 100;
/** So much text is parsed within milliseconds, whatever it is. */
const longText = 100_000;
const tooDeep = { ok: false, problem: `The body nests deeper than ${mostDepth}.` } as const;

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string };

/**
 * Parses JSON that comes from outside. Refuses what could not be given back exactly (a number beyond
 * the range of doubles, which would come back as null) and what nests too deeply to be walked.
 */
export function parseJson(text: string): ParsedJson {
  // `JSON.parse` needs seconds for millions of brackets, in which nobody else is answered.
  if (text.length > longText && nestsTooDeeply(text)) return tooDeep;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'The body is not JSON.' };
  }
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value: item, depth } = next;
    if (typeof item === 'number' && !Number.isFinite(item))
      return { ok: false, problem: 'The body holds a number that JSON cannot give back.' };
    if (typeof item !== 'object' || item === null) continue;
    if (depth >= mostDepth) return tooDeep;
    for (const child of Object.values(item)) open.push({ value: child, depth: depth + 1 });
  }
  return { ok: true, value };
}

/** Looks at brackets outside of texts only. Of what is no JSON at all it may say either. */
function nestsTooDeeply(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign === quote) {
      at = endOfText(text, at);
      if (at === -1) return false;
    } else if (sign === openBracket || sign === openBrace) {
      depth += 1;
      if (depth > mostDepth) return true;
    } else if (sign === closeBracket || sign === closeBrace) depth -= 1;
  }
  return false;
}
const [quote, backslash] = [34, 92];
const [openBracket, closeBracket, openBrace, closeBrace] = [91, 93, 123, 125];

/** Where the text that begins at `start` ends; -1 where it does not. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return -1;
}
