import { squash, wordsOf } from '../posting/text.ts';

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
export function addressNames(url: string): ReadonlySet<string> {
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
export function addressAgrees(name: string, names: ReadonlySet<string>): boolean {
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

/** True where a name is that of a site which publishes other people's jobs. */
export function isBoardName(name: string, url: string): boolean {
  return isBoard(url) && isSiteName(name, url);
}

/** True where a name is what the site's address says it is called. */
export function isSiteName(name: string, url: string): boolean {
  try {
    const labels = new URL(url).hostname.split('.');
    const own = squash(labels.at(-2)?.length === 2 ? (labels.at(-3) ?? '') : (labels.at(-2) ?? ''));
    const plain = squash(name.replace(/\.(?:com|org|net|io|co|ua|de)$/i, ''));
    return (
      own.length > 2 &&
      (plain === own ||
        plain.startsWith(`${own}com`) ||
        (plain.startsWith(own) && plain.length <= own.length + 10))
    );
  } catch {
    return false;
  }
}
