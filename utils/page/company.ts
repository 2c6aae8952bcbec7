import { jobWords } from '../posting/job-words.ts';
import { genericTitle, toLabelField } from '../posting/words.ts';
import { sameText, squash, tidy } from '../posting/text.ts';
import { isEmploymentLine } from '../posting/employment-type.ts';
import { placeLikeness } from '../posting/place.ts';
import { isWorkplaceLine } from '../posting/workplace.ts';
import type { Candidate } from '../posting/candidate.ts';
import { addressAgrees, addressNames, isBoard, isBoardName, isSiteName } from './board-names.ts';
import { tenantOf } from './tenant.ts';
import { hasLegalForm, type PageNames, titlePieces } from './title.ts';

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
    !/\b(?:jobs?|freelance|hiring|vacanc(?:y|ies)|positions?|salary|posted|stellenangebote?|offres?|empleos?)\b|^(?:company|about|company website|menu|new|our|us)$|^powered by\b/i.test(
      name,
    ) &&
    !genericTitle.test(name) &&
    !sameText(name, title) &&
    !isEmploymentLine(name) &&
    !(isWorkplaceLine(name) && name.split(' ').length <= 2) &&
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
      .replace(/\s*[[(]\d+[\])]$/, '')
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
    new RegExp(
      String.raw`(?:^|\n)\s*(?:About|Why|Who is|Meet|Life at|Working at|Über|Das ist|À propos (?:de|d[’'])|Acerca de|Sobre|Chi è|Over|Om)\s*${name}\s*:?\s*(?:\n|$)`,
      'gu',
    ),
    new RegExp(String.raw`(?:^|[.\n]\s*)(?:At|Join|Bei|Chez|En|Hos)\s+${name},`, 'gu'),
    new RegExp(
      String.raw`(?:^|\n)\s*${name}(?:,? (?:Inc|LLC|Ltd|GmbH|AG)\.?)?,? (?:is|ist|est|es|är|er) (?:an?|the|one|eine?|une?|uno?|una|en|ett|committed|looking|seeking|hiring|currently|recruiting)\b`,
      'gu',
    ),
    new RegExp(
      String.raw`(?:^|[.\n]\s*)${name}(?: [Ii]nc\.| LLC| Ltd\.?| GmbH)? (?:seeks|offers|provides|develops|designs|delivers|has an? (?:opening|opportunity)|sucht|bietet|entwickelt|recrute|recherche|cherche|busca|ofrece|cerca|offre|procura|zoekt|søger|söker|hakee|szuka|hledá|шукає|ищет)\b`,
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

interface Votes {
  readonly name: string;
  score: number;
  readonly kinds: Set<string>;
}
type Vote = (name: string, kind: string, score: number) => void;

/** What the page calls itself: the job and the employer, in any order and with words around them. */
function voteTitles({ names, title }: CompanyFacts, vote: Vote): void {
  for (const page of names.titles) {
    const pieces = titlePieces(page);
    // Nothing is left of a title that is the job's name alone.
    if (pieces.length > 1)
      for (const piece of pieces) {
        const formed = hasLegalForm(piece);
        if (squash(title).includes(squash(piece)) && piece.length >= 3 && !formed) continue;
        if (formed || !jobWords.test(piece)) vote(piece, 'title', formed ? 0.6 : 0.3);
      }
    for (const piece of page.split(/\s*[,|–—]\s+|\s+-\s+/)) {
      // "Vacancy: Baker, company Krume": the page's title labels its parts itself.
      const words = piece.split(/[\s:：]+/);
      if (words.length > 1 && words.length < 8 && toLabelField(words[0] ?? '') === 'company')
        vote(words.slice(1).join(' '), 'labelled', 0.7);
    }
    const at =
      /\s(?:at|@|bei|chez|hos|presso|bij|w firmie|en la empresa)\s+(.{2,60}?)(?:\s+[|–—-].*)?$/iu.exec(page);
    if (at?.[1] !== undefined) vote(at[1], 'at', 0.45);
    const hiring = /^(.{2,60}?)\s+(?:hiring|is hiring|recrute|sucht|busca|contrata)\s/iu.exec(page);
    if (hiring?.[1] !== undefined) vote(hiring[1], 'at', 0.5);
    // Institutions are named in full in the titles of their posts.
    const institution =
      /(?:\p{Lu}[\p{L}'’-]+\s(?:of\s)?){0,4}(?:University|Universität|Universitet|Université|Universidad|Università|College|Hospital|Institute|Council)(?:\s(?:of|de|di|für)(?:\s\p{Lu}[\p{L}'’-]+){1,3})?/u.exec(
        page,
      );
    if (institution !== null) vote(institution[0], 'institution', 0.5);
  }
}

/** What stands around the job: lines beside its name, pictures, the site's own name, its last line. */
function votePage(facts: CompanyFacts, vote: Vote): void {
  const { names } = facts;
  for (const { text, linksToCompany } of facts.beside) {
    const named = names.titles.some((page) => squash(text).length > 3 && squash(page).includes(squash(text)));
    if (linksToCompany || (named && squash(text) !== squash(names.siteName)))
      vote(text, linksToCompany ? 'linked' : 'beside', linksToCompany ? 0.85 : 0.7);
  }
  for (const name of facts.logos) vote(name, 'logo', 0.25);
  for (const { name, headed } of spokenNames(facts.text))
    vote(name, headed ? 'headed' : 'spoken', headed ? 0.35 : hasLegalForm(name) ? 0.56 : 0.3);
  const tenant = tenantOf(names.url);
  if (tenant !== null) vote(tenant, 'tenant', 0.1);
  if (isBoard(names.url)) return;
  if (names.siteName !== '') vote(names.siteName, 'site', 0.35);
  for (const name of facts.organizations) vote(name, 'organization', 0.35);
  const own =
    /(?:©|\(c\)|copyright)\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?,?\s*(?:by\s+)?([\p{Lu}][\p{L}\p{N}&.,' -]{1,50}?)(?:\.\s|\s[-|]|\s*all rights|\s*\d{4}|$|\n)/iu.exec(
      facts.text,
    );
  if (own?.[1] !== undefined) vote(own[1], 'copyright', 0.25);
}

/** Names for the employer that are nowhere labelled, each as sure as the signs that agree on it. */
export function guessCompany(facts: CompanyFacts): readonly Candidate[] {
  const { url } = facts.names;
  const board = isBoard(url);
  const inAddress = addressNames(url);
  const votes = new Map<string, Votes>();
  const vote: Vote = (raw, kind, score) => {
    const name = bare(raw);
    if (!usable(name, facts)) return;
    const key = squash(name.replace(legal, ''));
    const one = votes.get(key) ?? { name, score: 0, kinds: new Set<string>() };
    if (!one.kinds.has(kind)) one.score += score;
    one.kinds.add(kind);
    votes.set(key, one);
  };
  voteTitles(facts, vote);
  votePage(facts, vote);
  // A site on which the page itself names another employer publishes other people's jobs.
  const isNamed = (telling: readonly string[]): boolean =>
    [...votes.values()].some(
      ({ name, kinds }) => telling.some((kind) => kinds.has(kind)) && !isSiteName(name, url),
    );
  const share = isNamed(['linked', 'at', 'labelled', 'institution']) ? 0.4 : isNamed(['beside']) ? 0.6 : 1;
  return [...votes.values()].flatMap(({ name, score, kinds }): readonly Candidate[] => {
    let sum = score;
    if (addressAgrees(name, inAddress)) sum += 0.35;
    sum += Math.min(0.25, timesIn(facts.text, name) * 0.06);
    if (isSiteName(name, url)) sum *= share;
    // A name that only the text drops may be a partner's or a product's.
    if (kinds.size === 1 && kinds.has('spoken') && sum < 0.56) return [];
    if (kinds.size === 1 && kinds.has('tenant'))
      return [{ field: 'company', text: name, source: 'text', confidence: 0.25 }];
    if (sum < 0.2 || (board && isBoardName(name, url))) return [];
    const source = kinds.has('title') || kinds.has('at') ? 'page-title' : 'text';
    return [{ field: 'company', text: name, source, confidence: Math.min(0.65, sum * 0.7) }];
  });
}
