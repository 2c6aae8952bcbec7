import { looksLikeHtml, sameText, tidy, unescapeText, withoutTags } from '../posting/text.ts';
import type { Candidate, RawField } from '../posting/candidate.ts';
import { isNode, type Node } from './json-ld.ts';
import { toLine } from './job-node.ts';
import { listStateTexts } from './state-texts.ts';

/** Bounds on what is parsed: state can be megabytes, and a page can be made to cost. */
const mostNodes = 60_000;

const titleKeys = [
  'jobTitle',
  'job_title',
  'title',
  'positionTitle',
  'jobPostingTitle',
  'displayJobTitle',
  'position_title',
  'header',
  'name',
];
const descriptionKeys = [
  'description',
  'jobDescription',
  'job_description',
  'descriptionHtml',
  'description_html',
  'jobDescriptionHtml',
  'jobDescriptionText',
  'sanitizedJobDescription',
  'content',
  'body',
  'jobSummary',
  'html',
];

function first(node: Node, keys: readonly string[]): unknown {
  for (const key of keys) {
    const value = node[key];
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
}

/** Products and articles have titles and texts too: a job has a place, a kind of work, or says that it is one. */
function isJob(node: Node): boolean {
  const keys = Object.keys(node).slice(0, 200);
  return (
    keys.some((key) => /job|posting|vacanc|requisition|employ|workplace|hiring|commitment/i.test(key)) ||
    (keys.some((key) => /location/i.test(key)) &&
      keys.some((key) => /department|salary|company|apply|team/i.test(key)))
  );
}

function longText(value: unknown): string {
  if (typeof value === 'string') return value;
  return isNode(value) ? longText(value['text'] ?? value['html'] ?? value['content']) : '';
}

const otherKeys: readonly (readonly [RawField, readonly string[]])[] = [
  [
    'company',
    [
      'companyName',
      'company_name',
      'hiringOrganization',
      'employerName',
      'company',
      'employer',
      'organization',
      'organizationName',
      'companyDetails',
      'hiringCompany',
    ],
  ],
  [
    'place',
    [
      'formattedLocation',
      'job_post_location',
      'locationName',
      'formattedLocations',
      'location',
      'jobLocation',
      'locations',
      'locationText',
      'primaryLocation',
      'fullLocation',
      'city',
    ],
  ],
  [
    'employment',
    [
      'employmentType',
      'employment_type',
      'formattedEmploymentStatus',
      'jobType',
      'job_type',
      'commitment',
      'contractType',
      'timeType',
      'workType',
      'schedule',
    ],
  ],
  ['workplace', ['workplaceType', 'workplace_type', 'remoteType', 'locationType', 'workModel']],
  [
    'salary',
    [
      'salaryRange',
      'salary_range',
      'formattedSalary',
      'salaryText',
      'salaryDesc',
      'salary',
      'compensation',
      'payRange',
    ],
  ],
  [
    'datePosted',
    [
      'datePosted',
      'date_posted',
      'listedAt',
      'originalListedAt',
      'publishedAt',
      'published_at',
      'publishTime',
      'postedAt',
      'postedDate',
      'first_published',
      'publishedDate',
      'publicationDate',
      'postingDate',
      'publish_time',
    ],
  ],
  [
    'validThrough',
    [
      'validThrough',
      'expireAt',
      'expiresAt',
      'applicationDeadline',
      'closingDate',
      'application_deadline',
      'expirationDate',
    ],
  ],
  ['applyUrl', ['applyUrl', 'apply_url', 'companyApplyUrl', 'externalApplyUrl', 'applicationUrl']],
  [
    'identifier',
    [
      'requisitionId',
      'requisition_id',
      'jobPostingId',
      'jobId',
      'job_id',
      'requisitionNumber',
      'referenceNumber',
      'id',
    ],
  ],
];

/** LinkedIn and others put the address of the application a level deeper. */
function deepApplyUrl(node: Node): string {
  const method = node['applyMethod'];
  if (!isNode(method)) return '';
  for (const inner of [method, ...Object.values(method)]) {
    const url = isNode(inner) ? (inner['companyApplyUrl'] ?? inner['easyApplyUrl']) : undefined;
    if (typeof url === 'string') return url;
  }
  return '';
}

function toCandidates(node: Node, title: string, description: string): readonly Candidate[] {
  const make = (field: RawField, text: string, confidence = 0.75): Candidate[] =>
    text === '' ? [] : [{ field, text: text.slice(0, 400), source: 'page-state', confidence }];
  const text = unescapeText(description.slice(0, 200_000));
  return [
    ...make('title', title, 0.85),
    { field: 'description', text, source: 'page-state', confidence: 0.85, html: looksLikeHtml(text) },
    ...otherKeys.flatMap(([field, keys]) => {
      const value = first(node, keys);
      // An address or an entity's name of another system is no word for people.
      const line = toLine(value);
      return /^(?:urn:|https?:)/.test(line) && field !== 'applyUrl'
        ? []
        : make(field, line, field === 'place' ? 0.7 : 0.75);
    }),
    ...make(
      'workplace',
      node['workRemoteAllowed'] === true || node['isRemote'] === true || node['remote'] === true
        ? 'Remote'
        : '',
    ),
    ...make('applyUrl', deepApplyUrl(node)),
  ];
}

/**
 * The job that the page's own state describes: a title and a long description in one object, believed only
 * where `shown` (headings and the page's title) names that title or the address names its id.
 */
export function readStateJson(
  root: Document,
  { shown, url }: { shown: readonly string[]; url: string },
): readonly Candidate[] {
  let seen = 0;
  let best: { readonly candidates: readonly Candidate[]; readonly length: number } | null = null;
  function consider(node: Node): void {
    const title = toLine(first(node, titleKeys));
    if (title === '' || title.length > 200) return;
    const description = longText(first(node, descriptionKeys));
    if (description.length < 250 || withoutTags(description).length < 200) return;
    const id = toLine(node['jobPostingId'] ?? node['id'] ?? node['jobId'] ?? node['requisitionId']);
    if (!isJob(node)) return;
    const matches =
      shown.some(
        (text) =>
          sameText(text, title) ||
          (title.length > 7 && tidy(text).toLowerCase().includes(title.toLowerCase())),
      ) ||
      (id.length > 4 && url.includes(id));
    if (matches && (best === null || description.length > best.length)) {
      best = { candidates: toCandidates(node, title, description), length: description.length };
    }
  }
  function visit(value: unknown, depth: number): void {
    if (depth > 14 || seen++ > mostNodes) return;
    if (Array.isArray(value)) {
      for (const one of value.slice(0, 300)) visit(one, depth + 1);
    } else if (isNode(value)) {
      consider(value);
      for (const inner of Object.values(value)) {
        if (typeof inner === 'object' && inner !== null) visit(inner, depth + 1);
      }
    }
  }
  for (const text of listStateTexts(root)) {
    try {
      visit(JSON.parse(text), 0);
    } catch {
      // Not JSON after all: a template, or a literal with code in it.
    }
  }
  return readBest(best);
}

function readBest(best: { readonly candidates: readonly Candidate[] } | null): readonly Candidate[] {
  return best?.candidates ?? [];
}
