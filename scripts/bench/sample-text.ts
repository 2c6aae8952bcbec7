/** Words of a job search, so that texts compress and are searched as real ones are. */
const words =
  'salary team remote contract Berlin hybrid engineer senior offer interview question answer letter role company product growth equity holiday notice stack service code review design manager start date bonus visa office train manual answerable platform research data model learning customer market budget plan goal week month report meeting list table note draft application posting requirement skill language benefit health pension culture risk stage'.split(
    ' ',
  );

/** A generator of numbers in 0..1 that gives the same ones for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` words with a full stop now and then. */
export function toSentences(random: () => number, count: number): string {
  return Array.from({ length: count }, (_none, at) => {
    const word = words[Math.floor(random() * words.length)] ?? '';
    return at % 12 === 11 ? `${word}.` : word;
  }).join(' ');
}

const syllables =
  'ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru sa se si so su ta te ti to tu va ve vi vo vu st tr pr ing er on'.split(
    ' ',
  );
const rareWords = 30_000;

/** The word of that rank among the rarer ones, 0 being the most common: the same one for the same rank. */
export function rareWord(rank: number): string {
  const random = createRandom(rank + 1);
  const take = (): string => syllables[Math.floor(random() * syllables.length)] ?? '';
  return Array.from({ length: 2 + Math.floor(random() * 3) }, take).join('');
}

/** Names and terms that are said less and less often, as in real texts (Zipf's law). */
export function toRareWords(random: () => number, count: number): string {
  return Array.from({ length: count }, () =>
    rareWord(Math.floor(Math.exp(random() * Math.log(rareWords)))),
  ).join(' ');
}

/** What a user asks: a sentence or two. */
export function toQuestion(random: () => number): string {
  return toSentences(random, 6 + Math.floor(random() * 24));
}

/** What an agent answers: paragraphs, now and then with a list, code or a table. */
export function toAnswer(random: () => number): string {
  const parts = [toSentences(random, 30 + Math.floor(random() * 60))];
  const kind = random();
  if (kind < 0.2) parts.push(`- ${toSentences(random, 5)}\n- **${toSentences(random, 4)}**`);
  else if (kind < 0.3) parts.push(`\`\`\`ts\nconst offer = await read('${toSentences(random, 2)}');\n\`\`\``);
  else if (kind < 0.35)
    parts.push(`| role | pay |\n|---|---|\n| ${toSentences(random, 2)} | ${toSentences(random, 1)} |`);
  return parts.join('\n\n');
}

/**
 * An answer of `pieces` pieces as the practice agent cuts them (at white space), Markdown with lists, code
 * and tables. Most pieces name their number, `w17`, so that it can be told which one is on screen.
 */
export function toNumberedAnswer(pieces: number): string {
  const blocks: string[] = [];
  let at = 0;
  const take = (count: number): string[] =>
    Array.from({ length: Math.max(0, Math.min(count, pieces - at)) }, () => `w${at++}`);
  while (at < pieces) {
    blocks.push(take(40).join(' '));
    blocks.push(`\`\`\`ts\n${toLines(take(24), 6)}\n\`\`\``);
    at += 2;
    blocks.push(take(30).join(' '));
    const cells = take(12);
    if (cells.length === 12) {
      blocks.push(`|a|b|\n|---|---|\n${toLines(cells, 1, (line) => `|${line}|**${line}**|`)}`);
      at += 2;
    }
    blocks.push(
      take(12)
        .map((word) => `- ${word}`)
        .join('\n'),
    );
  }
  return blocks.filter((block) => block !== '').join('\n\n');
}

function toLines(all: readonly string[], each: number, draw = (line: string): string => line): string {
  const lines: string[] = [];
  for (let at = 0; at < all.length; at += each) lines.push(draw(all.slice(at, at + each).join(' ')));
  return lines.join('\n');
}
