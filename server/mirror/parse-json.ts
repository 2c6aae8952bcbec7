/** Deeper than any message is; a recursive reader would run out of stack long after this. */
const mostDepth = 100;

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string };

/**
 * Parses JSON that comes from outside. Refuses what could not be given back exactly (a number beyond
 * the range of doubles, which would come back as null) and what nests too deeply to be walked.
 */
export function parseJson(text: string): ParsedJson {
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
    if (depth >= mostDepth) return { ok: false, problem: `The body nests deeper than ${mostDepth}.` };
    for (const child of Object.values(item)) open.push({ value: child, depth: depth + 1 });
  }
  return { ok: true, value };
}
