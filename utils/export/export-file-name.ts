import type { ExportFormat } from '../chat/export-file.ts';

const extensions: Readonly<Record<ExportFormat, string>> = {
  markdown: 'md',
  json: 'json',
  html: 'html',
  text: 'txt',
};

/** Names that Windows keeps for devices, whatever the extension. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
/** Characters that some system forbids in names, that direct text, or that are no characters. */
const unsafe = /[<>:"/\\|?*\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]+/gu;
/** Characters, and bytes: file systems count these, and 255 are the most. */
const longest = 80;
const longestBytes = 180;

/** A name from the chat's title that every file system takes, e.g. `Platform Engineer 2026-11-22.md`. */
export function toFileName(title: string, { format, day }: { format: ExportFormat; day: string }): string {
  const plain = title.normalize('NFC').replace(unsafe, ' ').replace(/\s+/g, ' ');
  const short = shorten(plain).replace(/^[\s.~-]+|[\s.]+$/g, '');
  const name = short === '' || reserved.test(short) ? `Chat ${short}`.trim() : short;
  return `${name}${day === '' ? '' : ` ${day}`}.${extensions[format]}`;
}

/** Never through the middle of a character. */
function shorten(text: string): string {
  let short = '';
  let bytes = 0;
  for (const character of Array.from(text).slice(0, longest)) {
    bytes += new TextEncoder().encode(character).length;
    if (bytes > longestBytes) break;
    short += character;
  }
  return short;
}
