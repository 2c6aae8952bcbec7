import type { ImportKind, ImportLoss, ImportReason, ImportReport } from '../../utils/chat/import-file.ts';

/** Names of the products as their users know them. */
export const kindNames: Readonly<Record<ImportKind, string>> = {
  talentscout: 'TalentScout',
  original: 'session file',
  chatgpt: 'ChatGPT',
  claude: 'Claude',
  'open-webui': 'Open WebUI',
  librechat: 'LibreChat',
  'page-assist': 'Page Assist',
};

/** Why a whole file does not come in: what happened, and what to do next. */
export const refusalWords: Readonly<Record<ImportReason, string>> = {
  'not-readable': 'The browser could not read the file. Perhaps it was moved or changed: choose it again.',
  'not-chats':
    'No chats were found in this file. Choose an export of TalentScout, ChatGPT, Claude, Open WebUI, LibreChat or Page Assist.',
  broken: 'The file is damaged or incomplete. Download or export it again.',
  encoding:
    'The text in this file is not in UTF-8, as every export is. Export it again, or save it as UTF-8.',
  'too-deep': 'The file is nested deeper than any export of chats. It was not imported.',
  'too-large': 'A part of this file is too large to be read on this device. It was not imported.',
  bomb: 'The archive unpacks to far more than an export of chats. It was not imported.',
  locked: 'The archive has a password. Unpack it, and choose the file inside.',
  empty: 'The chats in this file hold no messages.',
  'wrong-shape': 'The chats in this file are not as an export has them. Export them again.',
  'too-long': 'The messages in this file are too long.',
  versions: 'The chats in this file have more versions of one question than are kept.',
  'not-saved':
    'This device could not save any more. Free some space and import the file again: nothing will be doubled.',
  cancelled: 'Stopped.',
};

const lossReasons: Readonly<Record<ImportReason, string>> = {
  'not-readable': 'could not be read',
  'not-chats': 'is no chat that we know',
  broken: 'is damaged or incomplete',
  encoding: 'is not in UTF-8',
  'too-deep': 'is nested too deep',
  'too-large': 'is too large',
  bomb: 'unpacks to far too much',
  locked: 'has a password',
  empty: 'has no messages',
  'wrong-shape': 'has another form than exported chats',
  'too-long': 'has a message that is too long',
  versions: 'has versions of a question that are too many to be kept',
  'not-saved': 'could not be saved',
  cancelled: 'was not reached',
};

/** One line about something that does not come in. */
export function toLossLine({ title, reason, count }: ImportLoss): string {
  const name = title.trim() === '' ? (count === 1 ? 'A chat without a title' : 'Others') : title;
  return `${name}: ${lossReasons[reason]}${count === 1 ? '' : ` (${count} times)`}`;
}

/** What an import did, in one or two sentences. */
export function toReportWords({ chats, messages, known, stopped }: ImportReport): string {
  const brought =
    messages === 0
      ? known > 0
        ? 'Everything in this file was here already.'
        : 'Nothing was imported.'
      : `${plural(messages, 'message')} in ${plural(chats, 'chat')} imported. Find them in Chat history.`;
  return stopped === null ? brought : `${brought} ${refusalWords[stopped]}`;
}

/** `1 chat`, `2,000 chats`. */
export function plural(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
}
