import { placeLikeness } from '../posting/place.ts';
import { isEmploymentLine } from '../posting/employment-type.ts';
import { toSalary } from '../posting/salary.ts';
import { isWorkplaceLine } from '../posting/workplace.ts';
import { isDayLine } from '../posting/day.ts';
import { tidy } from '../posting/text.ts';
import { toLabelField } from '../posting/words.ts';
import type { Candidate, RawField } from '../posting/candidate.ts';
import type { Line } from './lines.ts';
import { postedWords } from './times.ts';
import { namesOf } from './title.ts';

/** Words by which authors name the element of a field, in ids, classes and test hooks: English all over the world. */
const hooks: readonly (readonly [RawField, RegExp])[] = [
  [
    'company',
    /(?:^|[\s_-])(?:company|employer|organi[sz]ation|hiring-?org|org|brand|advertiser|institution)(?:[-_ ]*(?:name|link|title|info|label|heading|text))*(?:$|[\s_])|companyname|employername|topcard__org/i,
  ],
  [
    'place',
    /(?:^|[\s_-])(?:locations?|job-?location|city|place|address|workplace-?location|region|area)(?:[-_ ]*(?:name|text|label|value|info|city|item))?(?:$|[\s_])|joblocation/i,
  ],
  [
    'salary',
    /(?:^|[\s_-])(?:salary|compensation|pay|wage|remuneration)(?:[-_ ]*(?:range|info|text|value|amount|label))?(?:$|[\s_]|-\d)/i,
  ],
  [
    'employment',
    /(?:^|[\s_-])(?:employment|commitment|job-?type|contract|work-?type|time-?type|position-?type|schedule|employment-?type|employ-?type|contract-?type)(?:[-_ ]*(?:type|name|text|value|label|info))?(?:$|[\s_])|jobtype/i,
  ],
  ['workplace', /(?:^|[\s_-])(?:workplace-?types?|remote-?type|location-?type|work-?mode)(?:$|[\s_])/i],
  [
    'datePosted',
    /(?:^|[\s_-])(?:posted|date-?posted|posted-?(?:on|at|date|time)|publish(?:ed)?(?:-?(?:on|at|date))?|post-?date|posting-?date|posted-time-ago__text|job-?date)(?:[-_ ]*(?:text|value|label))?(?:$|[\s_])/i,
  ],
  [
    'validThrough',
    /(?:^|[\s_-])(?:deadline|closing-?date|valid-?through|expir(?:y|es|ation)(?:-?date)?|end-?date)(?:$|[\s_])/i,
  ],
  [
    'identifier',
    /(?:^|[\s_-])(?:requisition-?id|req-?id|job-?id|reference-?(?:number|id)|job-?number)(?:$|[\s_])/i,
  ],
];
const anyHook =
  /area|compan|employer|organi[sz]ation|org|brand|advertiser|institution|locat|city|place|address|region|salary|compensation|pay|wage|remuner|employ|commit|type|contract|schedule|remote|mode|post|publish|date|deadline|clos|valid|expir|end|requisition|req|job|reference/i;

const most: Readonly<Partial<Record<RawField, number>>> = {
  company: 90,
  place: 160,
  salary: 160,
  employment: 100,
  workplace: 60,
  datePosted: 60,
  validThrough: 60,
  identifier: 50,
};

/** Values by the names that authors gave to elements; nearer to the title counts more, and lists of jobs not at all. */
export function readHooks(lines: readonly Line[], titleAt: number): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const line of lines) {
    if (line.region !== 'body' && line.region !== 'aside') continue;
    if (line.text.length > 160 || line.heading === 1 || toLabelField(line.text) !== null) continue;
    let element: Element | null = line.element;
    for (let up = 0; up < 3 && element !== null; up++, element = element.parentElement) {
      // An element with more text than the line is a section, not the value.
      if ((element.textContent?.length ?? 0) > line.text.length * 2 + 60) break;
      const names = namesOf(element);
      if (names.length < 8 || !anyHook.test(names)) continue;
      const hit = hooks.find(([field, hook]) => hook.test(names) && line.text.length <= (most[field] ?? 0));
      if (hit === undefined) continue;
      if (
        hit[0] === 'place' &&
        (/[.!?]$/.test(line.text) || /\d:\d\d/.test(line.text) || line.text.split(/\s+/).length > 12)
      )
        break;
      const distance = titleAt < 0 ? 20 : Math.abs(line.at - titleAt);
      const text = tidy(
        line.text.replace(/^[^:：]{2,30}[:：]\s*/u, (lead) =>
          toLabelField(lead.replace(/[:：]\s*$/, '')) === null ? lead : '',
        ),
      );
      found.push({
        field: hit[0],
        text,
        source: 'hook',
        confidence: distance <= 14 ? 0.7 : 0.45,
        at: line.at,
      });
      break;
    }
  }
  return found;
}

/** Short lines around the title that are by their form alone a place, a kind of work, a day or pay. */
export function readMetaLines(
  lines: readonly Line[],
  {
    titleAt,
    endAt,
    language,
    now,
    monthFirst,
  }: { titleAt: number; endAt: number; language: string; now: Date; monthFirst: boolean },
): readonly Candidate[] {
  const found: Candidate[] = [];
  if (titleAt < 0) return found;
  const near = lines.slice(
    Math.max(0, titleAt - 8),
    Math.min(lines.length, Math.max(titleAt + 16, Math.min(endAt, titleAt + 40))),
  );
  for (const line of [
    ...near,
    ...lines.filter((one) => one.region === 'aside' && !near.includes(one)).slice(0, 60),
  ]) {
    if ((line.region !== 'body' && line.region !== 'aside') || line.text.length > 160 || line.at === titleAt)
      continue;
    for (const piece of line.text.split(/\s*[•·|｜]\s*|\s+[–—-]\s+|\.\s+(?=\p{Lu})/u)) {
      const add = (field: RawField, confidence: number, text = piece): void => {
        found.push({ field, text, source: 'text', confidence, at: line.at });
      };
      if (piece.length < 2 || piece.length > 90) continue;
      if (isEmploymentLine(piece)) add('employment', 0.6);
      if (isWorkplaceLine(piece)) add('workplace', 0.55);
      if (line.heading === 0 && toSalary(piece) !== null)
        add('salary', 0.6, line.text.length < 120 ? line.text : piece);
      if (isDayLine(piece, { now, monthFirst }) && postedWords.test(line.text)) add('datePosted', 0.55);
    }
    const whole = tidy(line.text);
    const like = Math.max(
      placeLikeness(whole, language),
      ...whole.split(/\s*[•·|｜]\s*/).map((piece) => placeLikeness(piece, language)),
    );
    if (like > 0.4) {
      const piece =
        whole.split(/\s*[•·|｜]\s*/).find((one) => placeLikeness(one, language) === like) ?? whole;
      found.push({
        field: 'place',
        text: piece,
        source: 'text',
        confidence: 0.35 + like * 0.25,
        at: line.at,
      });
    }
  }
  return found;
}
