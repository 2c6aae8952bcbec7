import { genericTitle } from '../posting/words.ts';
import { sameText, squash, tidy, wordsOf } from '../posting/text.ts';
import { placeLikeness } from '../posting/place.ts';
import type { Candidate } from '../posting/candidate.ts';
import { tenantOf } from './tenant.ts';
import { type PageNames, titlePieces } from './title.ts';

/** Sites that publish other people's jobs: their own name is never the employer's. */
const boards =
  /(?:^|\.)(?:linkedin|indeed|glassdoor|monster|ziprecruiter|stepstone|xing|naukri|seek|jora|adzuna|totaljobs|cv-library|jobsite|careerbuilder|simplyhired|wellfound|ycombinator|workatastartup|weworkremotely|remoteok|remotive|4dayweek|nodesk|jobright|upwork|freelancer|fiverr|djinni|rabota|superjob|dou|robota|jobup|jobscout24|jobindex|arbetsformedlingen|duunitori|pracuj|nofluffjobs|justjoin|infojobs|tecnoempleo|catho|vagas|welcometothejungle|apec|hellowork|francetravail|pole-emploi|arbeitsagentur|kimeta|jobware|nationalevacaturebank|werkzoeken|irishjobs|bayt|gulftalent|51job|zhaopin|liepin|lagou|saramin|jobkorea|wantedly|green-japan|doda|rikunabi|mynavi|usajobs|jobbank|jobsdb|jobstreet|greenhouse|lever|ashbyhq|workable|myworkdayjobs|myworkdaysite|smartrecruiters|icims|taleo|bamboohr|recruitee|personio|teamtailor|jobvite|breezy|paylocity|gusto|brassring|successfactors|oraclecloud|ultipro|ukg|adp|paycomonline|paycor|applytojob|jazz|rippling|dover|pinpointhq|homerun|talentclue|easycruit|peoplestrong|darwinbox|zohorecruit|keka|freshteam|hrmos|herp|jooble|careerjet|neuvoo|eurojobs|workindenmark|jobsinschoolsnortheast|higheredjobs|jobs\.ac|academicpositions|euraxess|himalayas|builtin|otta|flexjobs|talentio|en-gage|xn--pckua2a7gp15o89zb)\.[a-z.]{2,10}$|(?:^|\.)(?:work\.ua|jobs\.(?:ch|cz|bg)|hh\.(?:ru|ua|kz)|join\.com|reed\.co\.uk|dice\.com|finn\.no|104\.com\.tw|talent\.com|gupy\.io|hired\.com|cord\.co|praca\.pl|jobs\.(?:personio\.\w+|lever\.co|gusto\.com))$/i;

export function isBoard(url: string): boolean {
  try {
    return boards.test(new URL(url).hostname);
  } catch {
    return false;
  }
}

/** Words of the address that may be the employer's: the host's labels and the first parts of the path, squashed. */
function addressNames(url: string): ReadonlySet<string> {
  try {
    const { hostname, pathname } = new URL(url);
    const labels = hostname
      .split('.')
      .slice(0, -1)
      .filter(
        (label) =>
          !/^(?:www|jobs?|careers?|karriere|apply|boards?|job-boards|recruiting|hire|co|com|employment|wd\d+|\w{2})$/.test(
            label,
          ),
      );
    return new Set(
      [...labels, ...pathname.split('/').slice(1, 4)]
        .map(squash)
        .filter((name) => name.length >= 2 && name.length <= 40),
    );
  } catch {
    return new Set();
  }
}

/** How sure the address makes of a name: "sonarsource" in it speaks for "Sonar" and "SonarSource". */
function addressAgrees(name: string, names: ReadonlySet<string>): boolean {
  const plain = squash(name);
  const firstWord = squash(wordsOf(name)[0] ?? '');
  for (const one of names) {
    if (
      one === plain ||
      (plain.length >= 4 && one.startsWith(plain)) ||
      (one.length >= 4 && plain.startsWith(one)) ||
      (firstWord.length >= 4 && one.startsWith(firstWord) && one.length <= plain.length + 6)
    )
      return true;
  }
  return false;
}

const legal =
  /\b(?:inc|llc|ltd|gmbh|ag|se|plc|corp|co|company|sa|sas|srl|bv|nv|oy|ab|a\/s|aps|as|kg|ohg|spa|pty|group|technologies|holding)\b\.?$/i;

export interface CompanyFacts {
  readonly names: PageNames;
  readonly title: string;
  readonly titleAt: number;
  /** Names that organisations on the page carry in structured data. */
  readonly organizations: readonly string[];
  readonly logos: readonly string[];
  readonly beside: readonly { readonly text: string; readonly linksToCompany: boolean }[];
  readonly text: string;
  readonly language: string;
}

function usable(name: string, { title, language }: CompanyFacts): boolean {
  return (
    name.length >= 2 &&
    name.length <= 90 &&
    !/\b(?:jobs?|freelance|hiring|vacanc(?:y|ies)|positions?|salary|posted|stellenangebote?|offres?|empleos?)\b|^(?:company|about|company website|menu|new|our|us)$/i.test(
      name,
    ) &&
    !genericTitle.test(name) &&
    !sameText(name, title) &&
    squash(name).length >= 2 &&
    placeLikeness(name, language) < 0.5 &&
    !/^(?:\d+|[a-z]{2}[-_][A-Z]{2})$/.test(name) &&
    !/[!?]$/.test(name) &&
    !/^(?:[\w -]*(?:image|banner|icon|photo|picture|background|avatar|header)[\w -]*|logo|home|menu|jobs?|careers?|https?:.*)$/i.test(
      name,
    )
  );
}

/** "Careers at X", "X Careers", "X – Jobs", "X logo": the name without what is around it. */
function bare(name: string): string {
  return tidy(
    name
      .replace(
        /^(?:careers?|jobs?|working|work|karriere|stellen(?:angebote)?|emplois?|empleos?|vagas?|offerte)\s+(?:at|with|for|bei|chez|en|hos|em|presso|in)\s+/i,
        '',
      )
      .replace(
        /\s+(?:careers?(?: (?:site|page|portal|center))?|jobs?|hiring|recruitment|recruiting|job board|karriere(?:portal|seite)?|logo|stellenangebote|homepage|website)$/i,
        '',
      )
      .replace(/\s*(?:logo|brand)$/i, '')
      .replace(/^(?:logo(?: of| de| von)?)\s+/i, '')
      .replace(/['’]s$/, ''),
    90,
  );
}

function timesIn(text: string, name: string): number {
  if (name.length < 3) return 0;
  let count = 0;
  for (let at = text.indexOf(name); at !== -1 && count < 10; at = text.indexOf(name, at + name.length))
    count++;
  return count;
}

/** Names that the text gives itself: "About X" as a heading, "At X, we", "X is a". */
function spokenNames(text: string): readonly { readonly name: string; readonly headed: boolean }[] {
  const name = String.raw`([\p{Lu}\d][\p{L}\p{N}&.+'’-]*(?: (?:(?:of|de|the|for|and|&|du|und) )?[\p{Lu}\d][\p{L}\p{N}&.+'’-]*){0,4})`;
  const found: { name: string; headed: boolean }[] = [];
  for (const [at, pattern] of [
    new RegExp(String.raw`(?:^|\n)\s*(?:About|Über|À propos (?:de|d[’']))\s*${name}\s*:?\s*(?:\n|$)`, 'gu'),
    new RegExp(String.raw`(?:^|[.\n]\s*)(?:At|Join|Bei|Chez|En|Hos)\s+${name},`, 'gu'),
    new RegExp(
      String.raw`(?:^|\n)\s*${name}(?:,? (?:Inc|LLC|Ltd|GmbH|AG)\.?)?,? (?:is|ist|est|es|är|er) (?:an?|the|one|eine?|une?|uno?|una|en|ett|committed|looking|seeking|hiring|currently|recruiting)\b`,
      'gu',
    ),
    new RegExp(String.raw`${name} is (?:an? )?(?:[Ee]qual|EOE|EEO)`, 'gu'),
    new RegExp(String.raw`\b(?:position|job|role|vacancy) is (?:open|offered) (?:with|by|at) ${name}`, 'gu'),
    new RegExp(String.raw`\b(?:Company|Corporate) (?:Overview|Profile):\s*${name} (?:is|was)`, 'gu'),
  ].entries()) {
    for (const match of [...text.slice(0, 60_000).matchAll(pattern)].slice(0, 4))
      if (match[1] !== undefined) found.push({ name: match[1], headed: at === 0 });
  }
  return found.filter(
    ({ name: one }) =>
      !/^(?:This|The|It|Our|We|You|Us|The (?:Role|Job|Team|Position|Company|Opportunity|Ideal)|Position|Job|Role|Candidate|Applicants?|Team|There|He|She|What|Who|These|Work|Location|Salary|Please|Experience|Company|Our Company|Equal)$/i.test(
        one,
      ),
  );
}

/** Names for the employer that are nowhere labelled, each as sure as the signs that agree on it. */
export function guessCompany(facts: CompanyFacts): readonly Candidate[] {
  const { names, title } = facts;
  const board = isBoard(names.url);
  const inAddress = addressNames(names.url);
  const votes = new Map<string, { name: string; score: number; kinds: Set<string> }>();
  const vote = (raw: string, kind: string, score: number): void => {
    const name = bare(raw);
    if (!usable(name, facts)) return;
    const key = squash(name.replace(legal, ''));
    const one = votes.get(key) ?? { name, score: 0, kinds: new Set<string>() };
    if (!one.kinds.has(kind)) one.score += score;
    one.kinds.add(kind);
    votes.set(key, one);
  };
  for (const page of names.titles) {
    const pieces = titlePieces(page);
    // Nothing is left of a title that is the job's name alone.
    if (pieces.length > 1)
      for (const piece of pieces)
        if (!squash(title).includes(squash(piece)) || piece.length < 3) vote(piece, 'title', 0.3);
    const at =
      /\s(?:at|@|bei|chez|hos|presso|bij|w firmie|en la empresa)\s+(.{2,60}?)(?:\s+[|–—-].*)?$/iu.exec(page);
    if (at?.[1] !== undefined) vote(at[1], 'at', 0.45);
    const hiring = /^(.{2,60}?)\s+(?:hiring|is hiring|recrute|sucht|busca|contrata)\s/iu.exec(page);
    if (hiring?.[1] !== undefined) vote(hiring[1], 'at', 0.5);
  }
  for (const { text, linksToCompany } of facts.beside) {
    const named = names.titles.some((page) => squash(text).length > 3 && squash(page).includes(squash(text)));
    if (linksToCompany || (named && squash(text) !== squash(names.siteName)))
      vote(text, 'beside', linksToCompany ? 0.85 : 0.7);
  }
  if (!board && names.siteName !== '') vote(names.siteName, 'site', 0.35);
  if (!board) for (const name of facts.organizations) vote(name, 'organization', 0.35);
  for (const name of facts.logos) vote(name, 'logo', 0.25);
  for (const { name, headed } of spokenNames(facts.text))
    vote(name, headed ? 'headed' : 'spoken', headed ? 0.35 : 0.3);
  const tenant = tenantOf(names.url);
  if (tenant !== null) vote(tenant, 'tenant', 0.1);
  // Institutions are named in full in the titles of their posts.
  for (const page of names.titles) {
    const institution =
      /(?:\p{Lu}[\p{L}'’-]+\s(?:of\s)?){0,4}(?:University|Universität|Universitet|Université|Universidad|Università|College|Hospital|Institute|Council)(?:\s(?:of|de|di|für)(?:\s\p{Lu}[\p{L}'’-]+){1,3})?/u.exec(
        page,
      );
    if (institution !== null) vote(institution[0], 'institution', 0.5);
  }
  const own =
    /(?:©|\(c\)|copyright)\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?,?\s*(?:by\s+)?([\p{Lu}][\p{L}\p{N}&.,' -]{1,50}?)(?:\.\s|\s[-|]|\s*all rights|\s*\d{4}|$|\n)/iu.exec(
      facts.text,
    );
  if (!board && own?.[1] !== undefined) vote(own[1], 'copyright', 0.25);
  return [...votes.values()].flatMap(({ name, score, kinds }) => {
    let sum = score;
    if (addressAgrees(name, inAddress)) sum += 0.35;
    sum += Math.min(0.25, timesIn(facts.text, name) * 0.06);
    // A name that only the text drops may be a partner's or a product's.
    if (kinds.size === 1 && kinds.has('spoken') && sum < 0.56) return [];
    if (kinds.size === 1 && kinds.has('tenant'))
      return [{ field: 'company', text: name, source: 'text', confidence: 0.25 } satisfies Candidate];
    if (board && isBoardName(name, names.url)) return [];
    return sum < 0.2
      ? []
      : [
          {
            field: 'company',
            text: name,
            source: kinds.has('title') || kinds.has('at') ? 'page-title' : 'text',
            confidence: Math.min(0.65, sum * 0.7),
          } satisfies Candidate,
        ];
  });
}

/** True where a name is the site's own, not an employer's on it. */
export function isBoardName(name: string, url: string): boolean {
  try {
    const labels = new URL(url).hostname.split('.');
    const own = squash(labels.at(-2)?.length === 2 ? (labels.at(-3) ?? '') : (labels.at(-2) ?? ''));
    const plain = squash(name.replace(/\.(?:com|org|net|io|co|ua|de)$/i, ''));
    return (
      isBoard(url) &&
      own.length > 2 &&
      (plain === own ||
        plain.startsWith(`${own}com`) ||
        (plain.startsWith(own) && plain.length <= own.length + 10))
    );
  } catch {
    return false;
  }
}
