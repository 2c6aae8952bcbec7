import type { Candidate, RawField } from './candidate.ts';
import { type DayOrder, toDay } from './day.ts';
import { toEmploymentTypes } from './employment-type.ts';
import { joinPlace } from './place.ts';
import type { Day, Posting, Salary, UnknownReason, Workplace } from './posting.ts';
import { findSalaryInProse, namesPay, toSalary } from './salary.ts';
import { squash, tidy, withoutTags } from './text.ts';
import { toWorkplace } from './workplace.ts';

/** What settling needs to know besides the candidates. */
export interface SettleContext extends DayOrder {
  readonly now: Date;
  readonly url: string;
  /** Markdown of the description, already chosen and bounded; empty where there is none. */
  readonly description: { readonly markdown: string; readonly cut: boolean; readonly from: Candidate | null };
  /** Fields for which the page's data spoke of another job. */
  readonly stale: ReadonlySet<RawField>;
}

type Known<K extends keyof Posting> = Extract<Posting[K], { readonly raw: string }>;
type Read<T> = (text: string, candidate: Candidate) => T | null;

const order = (a: Candidate, b: Candidate): number =>
  b.confidence - a.confidence || (a.at ?? 1e9) - (b.at ?? 1e9);

interface Pick<T> {
  readonly value: T;
  readonly candidate: Candidate;
}

/** The readable candidate that is trusted most, its trust raised by others that say the same. */
function pickBest<T>(candidates: readonly Candidate[], field: RawField, read: Read<T>): Pick<T> | null {
  const readable = candidates
    .filter((one) => one.field === field)
    .toSorted(order)
    .flatMap((candidate) => {
      const value = read(candidate.text, candidate);
      return value === null ? [] : [{ value, candidate }];
    });
  const best = readable[0];
  if (best === undefined) return null;
  const same = readable.filter(
    (one) => one !== best && JSON.stringify(one.value) === JSON.stringify(best.value),
  ).length;
  const confidence = Math.min(0.98, best.candidate.confidence + same * 0.05);
  return { value: best.value, candidate: { ...best.candidate, confidence } };
}

const round = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 100) / 100;

function known<T>({ value, candidate }: Pick<T>): {
  value: T;
  raw: string;
  source: Candidate['source'];
  confidence: number;
} {
  return {
    value,
    raw: withoutTags(candidate.text).slice(0, 600),
    source: candidate.source,
    confidence: round(candidate.confidence),
  };
}

function settlePlaces(candidates: readonly Candidate[], title: string): Known<'places'> | null {
  const usable = candidates
    .filter(
      (one) => one.field === 'place' && squash(one.text) !== squash(title) && /\p{L}{2}/u.test(one.text),
    )
    .toSorted(order);
  const best = usable[0];
  if (best === undefined) return null;
  // Further places come from the same source with the same trust: other sources say the same in other words.
  const places: string[] = [];
  for (const one of usable) {
    if (one.source !== best.source || one.confidence < best.confidence - 0.01 || places.length >= 20)
      continue;
    if (best.source === 'text' && one !== best && Math.abs((one.at ?? 0) - (best.at ?? 0)) > 3) continue;
    for (const piece of one.text.split(/\s*[;|•·]\s*|\n/)) {
      const place = joinPlace([piece]);
      if (place !== '' && !places.some((other) => squash(other) === squash(place)))
        places.push(place.slice(0, 200));
    }
  }
  if (places.length === 0) return null;
  return { ...known({ value: places, candidate: best }), value: places };
}

function settleWorkplace(
  candidates: readonly Candidate[],
  title: string,
  description: string,
): Known<'workplace'> | null {
  const explicit = pickBest<Workplace>(candidates, 'workplace', toWorkplace);
  if (explicit !== null) return known(explicit);
  for (const field of ['place', 'employment', 'title'] as const) {
    const implied = pickBest<Workplace>(candidates, field, (text) => {
      const found = toWorkplace(text);
      return found === 'on-site' ? null : found;
    });
    if (implied !== null)
      return known({
        ...implied,
        candidate: { ...implied.candidate, confidence: Math.min(0.6, implied.candidate.confidence) },
      });
  }
  const fromTitle = toWorkplace(title);
  if (fromTitle !== null && fromTitle !== 'on-site')
    return { value: fromTitle, raw: title.slice(0, 600), source: 'heading', confidence: 0.6 };
  // A sentence that labels it; a mention of the word somewhere is no answer.
  const labelled =
    /(?:work (?:location|setting|model|arrangement|type)|workplace|location type|arbeitsort|modalidad)\**\s*[:：]\**\s*([^\n.]{3,60})/i.exec(
      description.slice(0, 60_000),
    );
  const said = labelled?.[1] === undefined ? null : toWorkplace(labelled[1]);
  return said === null || labelled === null
    ? null
    : { value: said, raw: tidy(labelled[0]), source: 'text', confidence: 0.5 };
}

const isRange = ({ min, max }: Salary): boolean => min !== null && max !== null && min !== max;

function settleSalary(candidates: readonly Candidate[], description: string): Posting['salary'] {
  const read: Read<Salary> = (text, { source }) => toSalary(withoutTags(text), source !== 'text');
  const labelled = pickBest(candidates, 'salary', read);
  // "up to 3500" in the head of a page, "1500–3500" further down: the range says more, and no less surely.
  const range = pickBest(candidates, 'salary', (text, one) => {
    const value = read(text, one);
    return value !== null && isRange(value) ? value : null;
  });
  if (labelled !== null)
    return known(
      range !== null &&
        !isRange(labelled.value) &&
        range.candidate.confidence >= labelled.candidate.confidence - 0.05 &&
        [range.value.min, range.value.max].includes(labelled.value.max ?? labelled.value.min)
        ? range
        : labelled,
    );
  const prose = findSalaryInProse(description);
  if (prose !== null)
    return { value: prose.salary, raw: prose.raw.slice(0, 600), source: 'text', confidence: 0.6 };
  // A pay scale or grade without an amount is kept in its own words.
  const worded = candidates
    .filter(
      (one) =>
        one.field === 'salary' &&
        one.source === 'label' &&
        one.text.length < 120 &&
        (/\d/.test(one.text) || namesPay(one.text)) &&
        toEmploymentTypes(one.text).length === 0,
    )
    .toSorted(order)[0];
  return worded === undefined
    ? unknown('not-found')
    : {
        value: { min: null, max: null, currency: null, unit: null },
        raw: tidy(worded.text),
        source: worded.source,
        confidence: 0.5,
      };
}

function unknown(reason: UnknownReason): { value: null; reason: UnknownReason } {
  return { value: null, reason };
}

/** "We offer a permanent, full-time position": said in the text about the job itself, and of one kind of hours only. */
function employmentInProse(description: string): Known<'employmentTypes'> | null {
  const said =
    /[^.\n]{0,40}\b(?:full|part)[- ]time\b[^.,;\n]{0,20}\b(?:position|role|job|opportunity|employment|contract|basis)\b|[^.\n]{0,30}\b(?:unbefristete?|Vollzeit|Teilzeit|CDI|CDD|jornada completa|tempo indeterminato|fuldtidsstilling|heltidstjänst)\b[^.\n]{0,30}/iu.exec(
      description.slice(0, 60_000),
    );
  const types = said === null ? [] : toEmploymentTypes(said[0]);
  if (said === null || types.length === 0 || (types.includes('full-time') && types.includes('part-time')))
    return null;
  return { value: [...types], raw: tidy(said[0]), source: 'text', confidence: 0.45 };
}

/** The place that a sentence says outright. */
function placeInProse(description: string): Known<'places'> | null {
  const said =
    /(?:place of (?:work|employment)|(?:position|role|job) (?:is|will be) (?:based|located|performed)|work location|duty station|arbeitsort|arbejdssted(?:et)?|lieu de travail|lugar de trabajo|sede di lavoro)\**(?:\s+(?:is|will be|ist|er|est|es|è)(?: (?:based|located))?)?\s*(?::|\b(?:in|at|i|à|en|a|on))?\s*\**\s*(?:the\s)?(\p{Lu}[\p{L}'’.-]+(?:[ ,-]+\p{Lu}[\p{L}'’-]*){0,4})/u.exec(
      description.slice(0, 60_000),
    );
  const place =
    said?.[1] === undefined
      ? ''
      : joinPlace(said[1].split(/\s*,\s*/).filter((part) => !/^(?:The|This|You|We|It)\b/.test(part)));
  return said === null || place === ''
    ? null
    : { value: [place.slice(0, 200)], raw: tidy(said[0]), source: 'text', confidence: 0.4 };
}

function settleEmployment(
  candidates: readonly Candidate[],
  description: string,
): Known<'employmentTypes'> | null {
  const readable = candidates
    .filter((one) => one.field === 'employment')
    .toSorted(order)
    .flatMap((candidate) => {
      const types = toEmploymentTypes(candidate.text);
      return types.length === 0 ? [] : [{ types, candidate }];
    });
  const best = readable[0];
  if (best === undefined) return employmentInProse(description);
  // "Permanent" and "Full-time" often stand under two labels: what the same source says is joined.
  const joined = readable.filter(
    ({ candidate }) =>
      candidate.source === best.candidate.source && candidate.confidence >= best.candidate.confidence - 0.25,
  );
  const types = [...new Set(joined.flatMap((one) => one.types))].slice(0, 10);
  const raw = [...new Set(joined.map((one) => withoutTags(one.candidate.text)))].join(', ').slice(0, 600);
  return { value: types, raw, source: best.candidate.source, confidence: round(best.candidate.confidence) };
}

function settleApplyUrl(candidates: readonly Candidate[], url: string): Known<'applyUrl'> | null {
  const picked = pickBest<string>(candidates, 'applyUrl', (text) => {
    try {
      const parsed = new URL(text, url);
      return /^https?:$/.test(parsed.protocol) && parsed.href.length <= 4_000 ? parsed.href : null;
    } catch {
      return null;
    }
  });
  return picked === null ? null : known(picked);
}

/** "2 weeks ago" gives way to an exact day that says about the same. */
function pickPosted(candidates: readonly Candidate[], readDay: Read<Day>, now: Date): Pick<Day> | null {
  const best = pickBest(candidates, 'datePosted', readDay);
  if (best === null || !best.value.approximate) return best;
  const daysTo = (day: Day): number => (now.getTime() - Date.parse(day.date)) / 86_400_000;
  const about = daysTo(best.value);
  const exact = pickBest(candidates, 'datePosted', (text, candidate) => {
    const day = readDay(text, candidate);
    if (day === null || day.approximate) return null;
    return Math.abs(daysTo(day) - about) <= Math.max(2, about / 2) ? day : null;
  });
  return exact ?? best;
}

/** Chooses a value for each field out of all that was found. What nobody said stays unknown. */
export function settlePosting(candidates: readonly Candidate[], context: SettleContext): Posting {
  const missing = (field: RawField): { value: null; reason: UnknownReason } =>
    unknown(context.stale.has(field) ? 'stale' : 'not-found');
  const readLine: Read<string> = (text) => {
    const line = withoutTags(text);
    return line === '' ? null : line;
  };
  const title = pickBest(candidates, 'title', readLine);
  const titleText = title?.value ?? '';
  const company = pickBest(candidates, 'company', readLine);
  const readDay: Read<Day> = (text) => toDay(withoutTags(text), context);
  const posted = pickPosted(candidates, readDay, context.now);
  const until = pickBest(candidates, 'validThrough', (text) => {
    const day = toDay(withoutTags(text), { ...context, ahead: true });
    // A year far away is a placeholder for "no end".
    return day === null || Number(day.date.slice(0, 4)) > context.now.getUTCFullYear() + 5 ? null : day;
  });
  const identifier = pickBest(candidates, 'identifier', (text) =>
    /\d/.test(text) && text.length <= 60 && text.split(/\s+/).length <= 4 ? tidy(text) : null,
  );
  const { markdown, cut, from } = context.description;
  return {
    title: title === null ? missing('title') : known(title),
    company: company === null ? missing('company') : known(company),
    places: settlePlaces(candidates, titleText) ?? placeInProse(markdown) ?? missing('place'),
    workplace: settleWorkplace(candidates, titleText, markdown) ?? missing('workplace'),
    employmentTypes: settleEmployment(candidates, markdown) ?? missing('employment'),
    salary: settleSalary(candidates, markdown),
    datePosted: posted === null ? missing('datePosted') : known(posted),
    validThrough: until === null ? missing('validThrough') : known(until),
    description:
      markdown === '' || from === null
        ? missing('description')
        : { value: { markdown, cut }, raw: '', source: from.source, confidence: round(from.confidence) },
    applyUrl: settleApplyUrl(candidates, context.url) ?? missing('applyUrl'),
    identifier: identifier === null ? missing('identifier') : known(identifier),
  };
}
