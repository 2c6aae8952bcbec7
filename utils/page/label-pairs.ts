import { isWeakLabel, type LabelField, noiseHeading, toLabelField } from '../posting/words.ts';
import { sameText, tidy } from '../posting/text.ts';
import type { Candidate, RawField } from '../posting/candidate.ts';
import type { Line } from './lines.ts';
import { hasName } from './title.ts';

const fieldOf: Readonly<Record<LabelField, RawField>> = {
  title: 'title',
  company: 'company',
  place: 'place',
  workplace: 'workplace',
  employment: 'employment',
  salary: 'salary',
  datePosted: 'datePosted',
  validThrough: 'validThrough',
  identifier: 'identifier',
  description: 'description',
};

const longestValue: Readonly<Record<RawField, number>> = {
  title: 200,
  company: 120,
  place: 220,
  workplace: 80,
  employment: 140,
  salary: 220,
  datePosted: 60,
  validThrough: 80,
  identifier: 60,
  description: 0,
  applyUrl: 0,
};

/** True where the page sets a line off as a label: a term, a header cell, a heading, bold, or marked by its author. */
function isSetOff(line: Line): boolean {
  if (
    /^(?:dt|th|label|h[1-6]|strong|b)$/i.test(line.element.tagName) ||
    line.element.closest('dt,th,h2,h3,h4,h5,h6') !== null
  )
    return true;
  return /label|title|heading|caption|key|term|name|header/i.test(line.element.getAttribute('class') ?? '');
}

function make(
  field: RawField,
  text: string,
  { at, confidence }: { at: number; confidence: number },
): Candidate | null {
  const value = tidy(text.replace(/^[\s:：\-–—]+/, ''), 600);
  if (value === '' || value.length > longestValue[field] || /\?\*?$|\*\s*(?:\(|$)/.test(value)) return null;
  if (field === 'title' && !hasName(value)) return null;
  if (field === 'place' && value.endsWith('.') && value.split(/\s+/).length <= 6)
    return { field, text: value.slice(0, -1), source: 'label', confidence, at };
  if (field === 'place' && (value.split(/\s+/).length > 14 || /[.!]$/.test(value.replace(/\b\p{L}\.$/u, ''))))
    return null;
  return { field, text: value, source: 'label', confidence, at };
}

/** "Label: value" within one line. */
function inOneLine(line: Line): Candidate | null {
  const dated = /^(\D{2,40}?)[\s:：]+(\d.{4,40})$/u.exec(line.text);
  const datedField = dated === null ? null : toLabelField(dated[1] ?? '');
  if (datedField === 'datePosted' || datedField === 'validThrough')
    return make(datedField, dated?.[2] ?? '', { at: line.at, confidence: 0.75 });
  const match = /^([^:：]{2,45})\s*[:：]\s*(\S.{0,400})$/u.exec(line.text);
  if (match === null) return null;
  const field = toLabelField(match[1] ?? '');
  if (field === null || field === 'description') return null;
  return make(fieldOf[field], match[2] ?? '', {
    at: line.at,
    confidence: isWeakLabel(match[1] ?? '') ? 0.6 : 0.75,
  });
}

/** Closest element that holds both lines, and how far down they part: label and value live near each other. */
function isNear(label: Element, value: Element): boolean {
  let around: Element | null = label;
  for (let up = 0; up < 5 && around !== null; up++) {
    if (around.contains(value)) return true;
    around = around.parentElement;
  }
  return false;
}

/** The values under a label: the next lines, until the next label or heading. */
function below(label: Line, lines: readonly Line[], field: RawField): readonly Candidate[] {
  const found: Candidate[] = [];
  const most = field === 'place' || field === 'employment' ? 4 : 1;
  const term = label.element.closest('dt,th,td');
  for (let at = label.at + 1; at <= label.at + most && at < lines.length; at++) {
    const line = lines[at];
    if (line === undefined || line.region === 'nav' || !isNear(label.element, line.element)) break;
    if (
      toLabelField(line.text.replace(/[:：]$/, '')) !== null ||
      noiseHeading.test(line.text) ||
      sameText(line.text, label.text)
    )
      break;
    if (line.heading > 0 && line.heading <= label.heading) break;
    if (/^.{2,30}[:：]$/.test(line.text)) break;
    // Further values stand beside the first: items of one list, or lines of one cell.
    if (found.length > 0 && !isBeside(lines[at - 1], line, term)) break;
    const one = make(field, line.text, { at: line.at, confidence: trust(label, field) });
    if (one === null) break;
    found.push(one);
  }
  return found;
}

function trust(label: Line, field: RawField): number {
  const weak = isWeakLabel(label.text);
  // Headings name the job better than a row called "Position", which often holds its category.
  if (field === 'title') return weak ? 0.35 : 0.62;
  return weak ? (isSetOff(label) ? 0.65 : 0.4) : isSetOff(label) ? 0.85 : 0.7;
}

/** Lines of an address under the employer's name: one of them has a postal code. */
function addressUnder(employer: Line, lines: readonly Line[]): Candidate | null {
  const parts: string[] = [];
  for (const line of lines.slice(employer.at + 1, employer.at + 5)) {
    if (
      line.heading > 0 ||
      line.text.length > 60 ||
      /[:：]$|@|https?:|www\./.test(line.text) ||
      toLabelField(line.text) !== null ||
      !isNear(employer.element, line.element)
    )
      break;
    parts.push(line.text);
  }
  if (!parts.some((part) => /(?<!\d)\d{4,5}(?!\d)\s+\p{L}|\p{L}[\s,]+(?:[A-Z]{2}\s)?\d{5}(?!\d)/u.test(part)))
    return null;
  return make('place', parts.join(', '), { at: employer.at + 1, confidence: 0.5 });
}

function isBeside(before: Line | undefined, line: Line, term: Element | null): boolean {
  if (before === undefined) return false;
  const item = before.element.closest('li');
  if (item !== null) return line.element.closest('li')?.parentElement === item.parentElement;
  const cell = before.element.closest('dd,td');
  if (term !== null && cell !== null) return line.element.closest('dd,td') === cell;
  return before.element === line.element;
}

/** Icons that speak only to screen readers: their name is the label of the text beside them. */
function fromIcons(lines: readonly Line[], root: Element): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const icon of [
    ...root.querySelectorAll(
      'svg[aria-label],i[title],i[aria-label],img[alt],span[role="img"][aria-label],span[title]:empty,span[aria-label]:empty,svg > title',
    ),
  ].slice(0, 300)) {
    const name =
      icon.getAttribute('aria-label') ??
      icon.getAttribute('title') ??
      icon.getAttribute('alt') ??
      icon.textContent ??
      '';
    const field = toLabelField(name.replace(/\b(?:icon|logo)\b/i, ''));
    if (field === null || field === 'description' || field === 'title') continue;
    const box = icon.closest('svg,i,img,span')?.parentElement;
    const line =
      box === null || box === undefined ? undefined : lines.find((one) => box.contains(one.element));
    const one = line === undefined ? null : make(fieldOf[field], line.text, { at: line.at, confidence: 0.6 });
    if (one !== null) found.push(one);
  }
  return found;
}

/** The name of a field to fill in, whose neighbour is the next field's name. */
function isFormLabel(line: Line): boolean {
  const label = line.element.closest('label');
  if (/[*]|\((?:required|erforderlich|obligatoire|optional)/i.test(line.text)) return true;
  return (
    label instanceof HTMLLabelElement &&
    label.control !== null &&
    label.control.getAttribute('type') !== 'hidden'
  );
}

/** Everything that the page labels in one of the known languages. */
export function readLabelPairs(lines: readonly Line[], root: Element): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const line of lines) {
    if (line.region === 'nav' || line.region === 'other' || line.region === 'form') continue;
    const single = inOneLine(line);
    if (single !== null) {
      found.push(single);
      continue;
    }
    const field = toLabelField(line.text);
    if (field === null || field === 'description') continue;
    // A word of everyday speech in the middle of a text is no label.
    if (
      !isSetOff(line) &&
      (isWeakLabel(line.text) ||
        (line.element.closest('p,li') !== null && !sameText(line.element.textContent ?? '', line.text))) &&
      !/[:：]$/.test(line.element.textContent?.trim() ?? '')
    )
      continue;
    if (isFormLabel(line)) continue;
    const values = below(line, lines, fieldOf[field]);
    found.push(...values);
    const named = field === 'company' ? lines[values[0]?.at ?? -1] : undefined;
    const address = named === undefined ? null : addressUnder(named, lines);
    if (address !== null) found.push(address);
  }
  return [...found, ...fromIcons(lines, root)];
}
