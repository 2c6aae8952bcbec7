import type { FieldSource } from '../posting/posting.ts';
import { joinPlace, toCountryName } from '../posting/place.ts';
import { looksLikeHtml, tidy, unescapeText, withoutTags } from '../posting/text.ts';
import type { Candidate, RawField } from '../posting/candidate.ts';
import { isNode, type Node } from './json-ld.ts';

/** The value of a key, whatever its case: some boards write PascalCase. */
function pick(node: Node, ...keys: readonly string[]): unknown {
  for (const key of keys) {
    const value = node[key] ?? node[key.charAt(0).toUpperCase() + key.slice(1)];
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.slice(0, 60) : [value]);

const placeholder =
  /^(?:n\/?a|none|null|undefined|unavailable|not (?:specified|available|disclosed)|unknown|-+|\.+|\[object object\])$/i;

/** One line of text out of what should be text: a string, a number, `{name}`, `{value}`, `{text}`, or the first of several. */
export function toLine(value: unknown, depth = 0): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    const text = withoutTags(value);
    return placeholder.test(text) ? '' : text;
  }
  if (depth > 3) return '';
  if (Array.isArray(value)) return toLine(value[0], depth + 1);
  return isNode(value)
    ? toLine(
        pick(value, 'name', 'value', 'text', 'label', 'title', '@value', 'displayName', 'descriptor'),
        depth + 1,
      )
    : '';
}

function placeOf(value: unknown): string {
  if (typeof value === 'string') return tidy(unescapeText(value), 200);
  if (!isNode(value)) return '';
  const address = pick(value, 'address');
  if (typeof address === 'string') return joinPlace(unescapeText(address).split(/\s*,\s*|\n/));
  const parts = isNode(address) ? address : value;
  const country = pick(parts, 'addressCountry', 'country');
  const countryText = toLine(
    isNode(country) ? pick(country, 'name', 'identifier', 'addressCountry') : country,
  );
  const joined = joinPlace([
    ...list(pick(parts, 'addressLocality', 'city', 'locality')).map((one) => toLine(one)),
    toLine(pick(parts, 'addressRegion', 'region', 'state', 'province')),
    toCountryName(countryText),
  ]);
  const street = toLine(pick(parts, 'streetAddress'));
  if (joined === '')
    return street !== ''
      ? street
      : toLine(pick(value, 'formattedLocation', 'fullLocation', 'displayName', 'name', 'description'));
  return joined;
}

function salaryOf(node: Node): string {
  const outer = pick(node, 'baseSalary', 'estimatedSalary');
  const one = list(outer)[0];
  if (one === undefined) return '';
  if (!isNode(one))
    return [toLine(one), toLine(pick(node, 'salaryCurrency')), toLine(pick(node, 'unitText'))]
      .join(' ')
      .trim();
  const inner = pick(one, 'value');
  const amounts = isNode(inner) ? inner : one;
  const currency = toLine(pick(one, 'currency', 'salaryCurrency') ?? pick(node, 'salaryCurrency'));
  const unit = toLine(pick(amounts, 'unitText', 'unitCode') ?? pick(one, 'unitText', 'duration'));
  const min = toLine(pick(amounts, 'minValue'));
  const max = toLine(pick(amounts, 'maxValue'));
  const single = isNode(inner) ? toLine(pick(inner, 'value')) : toLine(inner ?? pick(one, 'median'));
  // A number from JSON carries no marks: written plainly so that the common reader takes it as one.
  const plain = (text: string): string =>
    /^\d+\.\d+$/.test(text) ? String(Math.round(Number(text) * 100) / 100) : text;
  const range = [min, max].filter((text) => text !== '' && text !== '0').map(plain);
  const text = range.length > 0 ? range.join(' - ') : plain(single);
  return text === '' || text === '0' ? '' : `${text} ${currency} ${unit === '' ? '' : `per ${unit}`}`.trim();
}

function identifierOf(node: Node): string {
  const identifier = pick(node, 'identifier');
  const one = list(identifier)[0];
  return isNode(one) ? toLine(pick(one, 'value', '@value')) : toLine(one);
}

/** What a JobPosting node says, as candidates of equal trust. Nothing of it is believed before it was matched with the page. */
export function readJobNode(
  node: Node,
  { source, confidence }: { source: FieldSource; confidence: number },
): readonly Candidate[] {
  const found: Candidate[] = [];
  const add = (field: RawField, text: string, trust = confidence): void => {
    if (text !== '') found.push({ field, text, source, confidence: trust });
  };
  add('title', toLine(pick(node, 'title', 'name')));
  const employer = pick(node, 'hiringOrganization', 'employer');
  add('company', toLine(employer));
  for (const place of list(pick(node, 'jobLocation'))) add('place', placeOf(place));
  const type = toLine(pick(node, 'jobLocationType'));
  if (/telecommute|remote/i.test(type)) add('workplace', 'Remote');
  // Where applicants may live; hundreds of countries are no place.
  const from = list(pick(node, 'applicantLocationRequirements'));
  const names = from.map((one) => (isNode(one) ? pick(one, 'name') : one));
  if (from.length <= 5 && names.every((name) => !Array.isArray(name) || name.length <= 3))
    for (const one of from) add('place', toCountryName(toLine(one)), confidence - 0.3);
  add(
    'employment',
    list(pick(node, 'employmentType'))
      .map((one) => toLine(one))
      .filter((one) => one !== '')
      .join(', '),
  );
  add('salary', salaryOf(node));
  add('datePosted', toLine(pick(node, 'datePosted')));
  add('validThrough', toLine(pick(node, 'validThrough')));
  add('identifier', identifierOf(node), confidence - 0.1);
  const description = pick(node, 'description', 'responsibilities');
  if (typeof description === 'string') {
    const text = unescapeText(description.slice(0, 200_000));
    if (text.trim().length > 30)
      found.push({ field: 'description', text, source, confidence, html: looksLikeHtml(text) });
  }
  return found;
}
