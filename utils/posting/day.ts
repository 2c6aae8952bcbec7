import type { Day } from './posting.ts';

/** First letters of the months' names in the languages boards are written in, January first. */
const monthNames: readonly string[] = [
  'jan|janv|ene|gen|led|sty|sij|tammi|січ|янв|ינו|ιαν',
  'feb|f[ée]v|fev|[úu]no|lut|helmi|şub|лют|фев|פבר|φεβ',
  'mar|m[äa]r|mär|maa?rt|mars|b[řr]e|maalis|бер|мар|מרץ|μαρ',
  'apr|avr|abr|dub|kwi|huhti|nis|кві|апр|אפר|απρ',
  'may|mai|maj|mag|mei|kv[ěe]|touko|трав|мая|май|מאי|μα[ιΐ]',
  'jun|juin|giu|[čc]erven|cze|kes[äa]|haz|черв|июн|יוני|ιουν',
  'jul|juil|lug|[čc]ervenec|lip|hein[äa]|tem|лип|июл|יולי|ιουλ',
  'aug|ago|ao[ûu]|srp|sie|elo|a[ğg]u|серп|авг|אוג|αυγ',
  'sep|set|z[áa][řr]|wrz|syys|eyl|вер|сен|ספט|σεπ',
  'oct|okt|ott|out|[řr][íi]j|pa[źz]|loka|eki|жов|окт|אוק|οκτ',
  'nov|lis|marras|kas|лист|ноя|נוב|νοε',
  'dec|dez|d[ée]c|dic|des|pro|gru|joulu|ara|груд|дек|דצמ|δεκ',
];
const months = monthNames.map((names) => new RegExp(`^(?:${names})`, 'iu'));

function monthOf(word: string): number | null {
  // Longer names first where a shorter one is their start (červen, červenec).
  if (/^[čc]ervenec/iu.test(word)) return 7;
  const at = months.findIndex((names) => names.test(word));
  return at === -1 ? null : at + 1;
}

function toIso(year: number, month: number, day: number): string | null {
  if (year < 1990 || year > 2100 || month < 1 || month > 12 || day < 1 || day > 31) return null;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCDate() === day ? date.toISOString().slice(0, 10) : null;
}

const fullYear = (year: string): number => (year.length === 2 ? 2000 + Number(year) : Number(year));

/** Which of two numbers is the day, where the numbers alone do not say: the order of the page's language. */
export interface DayOrder {
  readonly monthFirst: boolean;
}

function absolute(text: string, { monthFirst }: DayOrder): string | null {
  const iso = /(?<!\d)(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)/.exec(text);
  if (iso !== null) return toIso(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const numeric = /(?<!\d)(\d{1,2})\s?([./-])\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d{2})(?!\d)/.exec(text);
  if (numeric !== null) {
    const [a, b, year] = [Number(numeric[1]), Number(numeric[3]), fullYear(numeric[4] ?? '')];
    const first = b > 12 || (a <= 12 && monthFirst && numeric[2] === '/');
    return first ? toIso(year, a, b) : toIso(year, b, a);
  }
  const dayFirst =
    /(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s*(?:de\s+|of\s+)?(\p{L}{3,12})\.?,?\s*(?:de\s+|del\s+)?(\d{4})(?!\d)/iu.exec(
      text,
    );
  if (dayFirst !== null) {
    const month = monthOf(dayFirst[2] ?? '');
    if (month !== null) return toIso(Number(dayFirst[3]), month, Number(dayFirst[1]));
  }
  const nameFirst = /(\p{L}{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)/iu.exec(text);
  const month = nameFirst === null ? null : monthOf(nameFirst[1] ?? '');
  return nameFirst === null || month === null
    ? null
    : toIso(Number(nameFirst[3]), month, Number(nameFirst[2]));
}

const units: readonly (readonly [number, RegExp])[] = [
  [
    0,
    /^(?:sec|min|m$|hour|hr|h$|std|stunde|heure|hora|or[ae]$|uur|uren|time|timm|tunti|godz|хв|год|час|мин|ч$|分|小时|小時|時間|시간|דק|שע|saat|dakika|ώρ)/iu,
  ],
  [
    1,
    /^(?:day|d$|tag|jour|d[íi]a|giorn|dag|p[äa]iv|dni|dzie|den|дн|день|天|日|일|ימי|יום|g[üu]n|nap|zi|ημέρ)/iu,
  ],
  [
    7,
    /^(?:week|wk|w$|woche|semaine|sem|settiman|week|uge|veck|uke|viikko|tyg|t[ýy]d|тиж|нед|周|週|주|שבוע|hafta|h[ée]t)/iu,
  ],
  [
    30,
    /^(?:mo$|mos$|month|monat|mois|mes|m[êe]s|maand|m[åa]ned|m[åa]nad|kuukau|miesi|m[ěe]s|міс|мес|个月|個月|か月|ヶ月|月|개월|달|חוד|ay$|h[óo]nap|lun)/iu,
  ],
  [365, /^(?:year|yr|jahr|an|a[ñn]o|ann|ano|jaar|[åa]r|vuo|rok|lat|рік|рок|год|лет|年|년|שנ|y[ıi]l|[ée]v)/iu],
];

const today =
  /\b(?:today|just (?:now|posted)|heute|aujourd|hoy|oggi|hoje|vandaag|i ?dag|t[äa]n[äa][äa]n|dzi[śs]|dnes|bug[üu]n|ma\b)|сьогодні|сегодня|今天|今日|本日|오늘|היום|σήμερα/iu;
const yesterday =
  /\b(?:yesterday|gestern|hier|ayer|ieri|ontem|gisteren|i ?g[åa]r|eilen|wczoraj|v[čc]era|d[üu]n)\b|вчора|вчера|昨天|昨日|어제|אתמול/iu;
const ago =
  /\bago\b|\bvor\b|il y a|\bhace\b|\bfa\b|\bh[áa]\b|geleden|siden|sedan|sitten|temu|p[řr]ed|тому|назад|前|전|לפני|önce|\bold\b|επ|\bacum\b|\bposted\b|publi|\+/iu;

function relative(text: string, now: Date): string | null {
  const back = (days: number): string =>
    new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10);
  const counted = /(\d{1,3})\s*\+?\s*(\p{L}{1,12})/u.exec(text);
  if (counted !== null && ago.test(text)) {
    const unit = units.find(([, names]) => names.test(counted[2] ?? ''));
    // "год" is an hour in Ukrainian and a year in Russian: only the first is ever said of a fresh posting.
    if (unit !== undefined) return back(unit[0] * Number(counted[1]));
  }
  const one = /\b(?:an?|one|eine[mnr]?|un[ea]?|en|een)\s+(\p{L}{3,12})/iu.exec(text);
  if (one !== null && ago.test(text)) {
    const unit = units.find(([, names]) => names.test(one[1] ?? ''));
    if (unit !== undefined) return back(unit[0]);
  }
  if (today.test(text)) return back(0);
  return yesterday.test(text) ? back(1) : null;
}

/**
 * The day that a text names. A day said in relation to the reading ("3 days ago") is counted back from
 * `now` and marked approximate; a number is read as epoch seconds or milliseconds.
 */
export function toDay(
  text: string,
  { now, monthFirst, ahead = false }: { now: Date; ahead?: boolean } & DayOrder,
): Day | null {
  const short = text.slice(0, 120).trim();
  if (/^\d{10}(?:\d{3})?$/.test(short)) {
    const date = new Date(Number(short) * (short.length === 10 ? 1_000 : 1));
    return { date: date.toISOString().slice(0, 10), approximate: false };
  }
  // A clock with a zone: the day is the one where the zone's clock hangs, so only the date part counts.
  const exact = absolute(short, { monthFirst }) ?? fromWords(short);
  if (exact !== null) return { date: exact, approximate: false };
  const yearless = withoutYear(short, now, ahead);
  if (yearless !== null) return { date: yearless, approximate: true };
  const counted = relative(short, now);
  return counted === null ? null : { date: counted, approximate: true };
}

/** "14 July", "Jul 14": the last such day, or the next one for an end. Only where the text is little else. */
function withoutYear(text: string, now: Date, ahead: boolean): string | null {
  const dayFirst = /(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:de\s+)?(\p{L}{3,12})(?!\p{L})/u.exec(text);
  const nameFirst = /(?<!\p{L})(\p{L}{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?![\d:])/u.exec(text);
  for (const [name, number] of [
    [dayFirst?.[2], dayFirst?.[1]],
    [nameFirst?.[1], nameFirst?.[2]],
  ]) {
    const month = name === undefined ? null : monthOf(name);
    if (
      month === null ||
      name === undefined ||
      number === undefined ||
      ago.test(text.replace(name, ' ').replace(/posted|publi\p{L}*/giu, ' '))
    )
      continue;
    const year = now.getUTCFullYear();
    const candidates = [year - 1, year, year + 1]
      .map((one) => toIso(one, month, Number(number)))
      .filter((one) => one !== null);
    const today = now.toISOString().slice(0, 10);
    return (
      (ahead ? candidates.find((one) => one >= today) : candidates.findLast((one) => one <= today)) ?? null
    );
  }
  return null;
}

/** "Mon Jan 20 05:43:59 UTC 2026": the words of clocks, which the patterns above do not hold. */
function fromWords(text: string): string | null {
  const parts = /\b(\p{L}{3})\s+(\d{1,2})\s+[\d:]{5,8}\s+\S{1,6}\s+(\d{4})\b/u.exec(text);
  const month = parts === null ? null : monthOf(parts[1] ?? '');
  return parts === null || month === null ? null : toIso(Number(parts[3]), month, Number(parts[2]));
}

/** True where a short line says when and little else. */
export function isDayLine(text: string, options: { now: Date } & DayOrder): boolean {
  return text.length <= 60 && toDay(text, options) !== null;
}
