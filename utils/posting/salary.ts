import type { Salary, SalaryUnit } from './posting.ts';

const signs: readonly (readonly [RegExp, string])[] = [
  [/\bUS\$|\bUSD(?![A-Za-z])|\$\s?USD/i, 'USD'],
  [/\bCA?\$|\bCAD(?![A-Za-z])/i, 'CAD'],
  [/\bAU?\$|\bAUD(?![A-Za-z])/i, 'AUD'],
  [/\bNZ\$|\bNZD(?![A-Za-z])/i, 'NZD'],
  [/\bS\$|\bSGD(?![A-Za-z])/i, 'SGD'],
  [/\bHK\$|\bHKD(?![A-Za-z])/i, 'HKD'],
  [/R\$|\bBRL(?![A-Za-z])/i, 'BRL'],
  [/\bMX\$|\bMXN(?![A-Za-z])/i, 'MXN'],
  [/€|\bEUR(?![A-Za-z])|\beuros?\b/i, 'EUR'],
  [/£|\bGBP(?![A-Za-z])/i, 'GBP'],
  [/₹|\bINR(?![A-Za-z])|\bRs\.?(?=\s?\d)|\blpa\b|\blakhs?\b|\blacs?\b/i, 'INR'],
  [/\bCHF(?![A-Za-z])|\bSFr/i, 'CHF'],
  [/\bDKK(?![A-Za-z])/i, 'DKK'],
  [/\bSEK(?![A-Za-z])/i, 'SEK'],
  [/\bNOK(?![A-Za-z])/i, 'NOK'],
  [/\bPLN(?![A-Za-z])|zł/i, 'PLN'],
  [/\bCZK(?![A-Za-z])|Kč/i, 'CZK'],
  [/\bHUF(?![A-Za-z])|\bFt\b/i, 'HUF'],
  [/\bRON(?![A-Za-z])|\blei\b/i, 'RON'],
  [/₴|\bUAH(?![A-Za-z])|грн/i, 'UAH'],
  [/₽|\bRUB(?![A-Za-z])|руб/i, 'RUB'],
  [/₺|\bTRY(?![A-Za-z])|\bTL\b/i, 'TRY'],
  [/₪|\bILS(?![A-Za-z])|\bNIS(?![A-Za-z])/i, 'ILS'],
  [/\bAED(?![A-Za-z])/i, 'AED'],
  [/\bZAR(?![A-Za-z])|\bR(?=\s?\d{2,})/, 'ZAR'],
  [/₩|\bKRW(?![A-Za-z])|만\s?원|원/i, 'KRW'],
  [/\bCNY(?![A-Za-z])|\bRMB(?![A-Za-z])|元\/|万元|千元/i, 'CNY'],
  [/¥|\bJPY(?![A-Za-z])|円/i, 'JPY'],
  [/₱|\bPHP(?![A-Za-z])/i, 'PHP'],
  [/\bMYR(?![A-Za-z])|\bRM(?=\s?\d)/i, 'MYR'],
  [/\bIDR(?![A-Za-z])|\bRp\b/i, 'IDR'],
  [/₦|\bNGN(?![A-Za-z])/i, 'NGN'],
  [/\bKES(?![A-Za-z])|\bKSh/i, 'KES'],
  [/₫|\bVND(?![A-Za-z])/i, 'VND'],
  [/\$/, 'USD'],
];

const unitWords: readonly (readonly [SalaryUnit, RegExp])[] = [
  [
    'hour',
    /\b(?:per|an?|\/)\s?h(?:ou)?r\b|\/\s?h(?:r|our|eure)?\b|\bhourly\b|\bhour\b|\bph\b|stunde|\bstd\b|heure|por hora|\/hora|all'ora|per uur|timme|i timen|godz|час(?:у)?\b|годин|時給|时薪|시급|לשעה/iu,
  ],
  [
    'day',
    /per day|\/\s?day|\bdaily\b|\bp\.?d\.?\b|pro tag|\btagessatz|par jour|\/jour|por d[íi]a|al giorno|per dag|日給|日薪|일급/iu,
  ],
  ['week', /per week|\/\s?w(?:ee)?k\b|\bweekly\b|pro woche|par semaine|por semana|per week|週給/iu],
  [
    'month',
    /per month|\/\s?mo(?:nth|\b)|\bmonthly\b|\bp\.?m\.?\b|pro monat|monatlich|\bmtl\b|par mois|\/mois|mensuel|al mes|mensual|por m[êe]s|mensal|al mese|mensile|per maand|p\.? ?m[åa]n|miesi|m[ěe]s[íi][čc]n|міс|месяц|в мес|月給|月薪|月收|\/月|월급|לחודש|aylık/iu,
  ],
  [
    'year',
    /per (?:year|annum)|\/\s?y(?:ea)?r\b|\/\s?year|\bp\.?\s?a\.?\b|\bannual|\byearly\b|\byr\b|pro jahr|im jahr|jährlich|par an\b|annuel|\/an\b|al año|anual|brutos? anual|all'anno|annu[oa]|per jaar|[åa]rlig|om [åa]ret|vuode|rocznie|ročn|рік|год\b|年収|年薪|年俸|연봉|שנתי|\blpa\b|\blakhs?\b/iu,
  ],
  ['fixed', /fixed[\s-]?price|\bflat\b|einmalig|forfait/iu],
];

/** ISO 4217 code that a text names by code or sign; a bare `$` is a US dollar unless the page says other. */
export function toCurrency(text: string): string | null {
  return signs.find(([sign]) => sign.test(text))?.[1] ?? null;
}

const scales: Readonly<Record<string, number>> = {
  k: 1e3,
  tsd: 1e3,
  m: 1e6,
  l: 1e5,
  lpa: 1e5,
  lakh: 1e5,
  lakhs: 1e5,
  lac: 1e5,
  lacs: 1e5,
  万: 1e4,
  萬: 1e4,
  만: 1e4,
  千: 1e3,
  cr: 1e7,
};

/** A written number: dots, commas, blanks and apostrophes may part thousands; a last group of one or two is cents. */
export function toAmount(text: string): number | null {
  const digits = text.replaceAll(/[\s'’\u00a0\u202f]/g, '');
  if (!/^\d[\d.,]*$/.test(digits)) return null;
  const cents = /[.,](\d{1,2})$/.exec(digits);
  const whole = cents === null ? digits : digits.slice(0, -cents[0].length);
  const value = Number(`${whole.replaceAll(/[.,]/g, '')}.${cents?.[1] ?? '0'}`);
  return Number.isFinite(value) && value < 1e11 ? value : null;
}

const number = String.raw`\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?:[.,]\d{1,2}(?!\d))?|\d{1,9}(?:[.,]\d{1,2}(?!\d))?`;
const scale = String.raw`(?:\s?(k|tsd|lpa|lakhs?|lacs?|cr|l|m|万|萬|만|千)(?![A-Za-z]))?`;
const amount = new RegExp(
  `(?<![\\d.,A-Za-z])(?:[A-Z]{0,3}[$€£₹¥₴₽₺₪₩₱₦₫]\\s?|(?:USD|EUR|GBP|CAD|AUD|CHF|DKK|SEK|NOK|PLN|INR|SGD|RM|RP|RS\\.?|R)\\s?)?(${number})${scale}`,
  'giu',
);
const upTo = /\b(?:up to|max(?:imum)?|bis(?: zu)?|jusqu|hasta|fino a|at[ée]|tot|op til|upp till|do)\b|до\s/iu;
const from =
  /\b(?:from|starting|min(?:imum)?|ab|von|[àa] partir|desde|a partire|a partir|vanaf|fra|fr[åa]n|od)\b|от\s|від\s/iu;

interface Amount {
  readonly value: number;
  readonly scaled: boolean;
  readonly at: number;
  readonly end: number;
}

function amountsIn(text: string): readonly Amount[] {
  return [...text.matchAll(amount)].flatMap((match) => {
    const value = toAmount(match[1] ?? '');
    const by = scales[(match[2] ?? '').toLowerCase()];
    const after = text.slice(match.index + match[0].length);
    // A percentage, an hour of the day, a count of hours or an age is no money.
    if (
      value === null ||
      /^\s?(?:%|:\d|\+?\s?(?:hours?|hrs?|years?|days?|weeks?|months?|stunden|jahre|tage)\b(?!\s?(?:rate|wage)))/i.test(
        after,
      )
    ) {
      return [];
    }
    return [
      {
        value: value * (by ?? 1),
        scaled: by !== undefined,
        at: match.index,
        end: match.index + match[0].length,
      },
    ];
  });
}

function unitFor(most: number, currency: string | null): SalaryUnit | null {
  if (currency === 'INR') return most >= 150_000 ? 'year' : null;
  if (
    currency !== 'USD' &&
    currency !== 'EUR' &&
    currency !== 'GBP' &&
    currency !== 'CAD' &&
    currency !== 'AUD'
  )
    return null;
  return most >= 15_000 ? 'year' : most <= 250 && most >= 5 ? 'hour' : null;
}

/**
 * Pay as it is written in one line. Null where no amount with a currency or unit is in it: digits alone are
 * a code or a count as often as money, unless the line is `labelled` as pay.
 */
export function toSalary(text: string, labelled = false): Salary | null {
  const short = text.slice(0, 300);
  const currency = toCurrency(short);
  const named = unitWords.find(([, words]) => words.test(short))?.[0] ?? null;
  const found = amountsIn(short);
  const first = found[0];
  if (first === undefined || (currency === null && !(labelled && (named !== null || first.value >= 1_000))))
    return null;
  const second = found[1];
  const paired =
    second !== undefined &&
    /^[^.\d]{0,24}?(?:-|–|—|−|~|〜|～|至|to|bis|and|und|à|a|y|e|et|until|do|до|-{2})[^\d]{0,12}$/iu.test(
      short.slice(first.end, second.at),
    );
  if (paired) {
    // "80-115K": the scale is said once for both.
    const low =
      second.scaled && !first.scaled && first.value < 1_000
        ? first.value * (second.value >= 1e5 && /l/i.test(short.slice(second.at, second.end)) ? 1e5 : 1e3)
        : first.value;
    const [min, max] = low <= second.value ? [low, second.value] : [second.value, low];
    return { min, max, currency, unit: named ?? unitFor(max, currency) };
  }
  const lead = short.slice(0, first.at);
  const unit = named ?? unitFor(first.value, currency);
  if (upTo.test(lead)) return { min: null, max: first.value, currency, unit };
  if (from.test(lead) || /^\s?\+/.test(short.slice(first.end)))
    return { min: first.value, max: null, currency, unit };
  return { min: first.value, max: first.value, currency, unit };
}

const payWords =
  /salary|compensation|\bpay\b|wage|gehalt|vergütung|verdienst|lohn|salaire|r[ée]mun[ée]ration|salario|sueldo|retribu|stipendio|sal[áa]rio|salaris|\bl[øo]n\b|palkka|wynagrodz|\bmzda\b|\bplat\b|зарплат|оплат|給与|給料|年収|月給|時給|薪|급여|연봉|שכר|maaş|\bRAL\b/iu;

/** A range of pay inside a sentence: needs both ends with a currency, and a word for pay or a unit beside it. */
export function findSalaryInProse(text: string): { readonly raw: string; readonly salary: Salary } | null {
  for (const sentence of text.slice(0, 60_000).split(/(?<=[.!?。])\s+|\n+/)) {
    if (sentence.length > 1_500 || !/\d/.test(sentence)) continue;
    const capped = payWords.test(sentence)
      ? /(?:up to|bis zu|jusqu.à|hasta|op til|upp till)\s+(?:[$€£₹]|[A-Z]{3})\s?\d[^;!?()\n]{2,30}/iu.exec(
          sentence,
        )
      : null;
    const most = capped === null ? null : toSalary(capped[0]);
    if (capped !== null && most !== null && (most.max ?? 0) >= 10_000)
      return {
        raw: capped[0].trim(),
        salary: {
          ...most,
          min: null,
          unit: most.unit ?? (/annual|per year|årlig|jährlich/i.test(sentence) ? 'year' : null),
        },
      };
    for (const match of sentence.matchAll(
      /(?:[$€£₹¥]|\b(?:USD|EUR|GBP|CAD|AUD|CHF|DKK|INR|SGD)\b)\s?\d[^.;!?\n]{0,8}?\d?[^;!?\n]{2,60}/giu,
    )) {
      const salary = toSalary(match[0]);
      if (salary === null || salary.min === null || salary.max === null || salary.min === salary.max)
        continue;
      if (payWords.test(sentence) || salary.unit !== null) return { raw: match[0].trim(), salary };
    }
  }
  return null;
}

/** True where a text speaks of pay. */
export function namesPay(text: string): boolean {
  return payWords.test(text);
}
