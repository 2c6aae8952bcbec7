/** Hosts whose sub-domain or first path part is the employer's own name. */
const tenantHosts =
  /(?:^|\.)(?:breezy\.hr|personio\.(?:com|de)|teamtailor\.com|recruitee\.com|bamboohr\.com|peoplestrong\.com|easycruit\.com|talentclue\.com|myworkdayjobs\.com|icims\.com|taleo\.net|jobvite\.com|applytojob\.com|pinpointhq\.com|homerun\.co|softgarden\.io|workable\.com|zohorecruit\.com|darwinbox\.in|keka\.com|gupy\.io|hr-manager\.net|emply\.com|jobylon\.com|catsone\.com|rippling-ats\.com)$/;
const tenantPaths =
  /(?:^|\.)(?:greenhouse\.io|lever\.co|ashbyhq\.com|workable\.com|smartrecruiters\.com|jobvite\.com|hrmos\.co|herp\.careers|rippling\.com|dover\.com|comeet\.com)$/;

/** The employer's name as a recruiting service's address spells it; null on any other site. */
export function tenantOf(url: string): string | null {
  try {
    const { hostname, pathname } = new URL(url);
    const path = tenantPaths.test(hostname)
      ? (pathname
          .split('/')
          .find(
            (part) => part !== '' && !/^(?:jobs?|embed|job_app|[a-z]{2}(?:-[A-Z]{2})?|pages|co)$/.test(part),
          ) ?? null)
      : null;
    const label = tenantHosts.test(hostname)
      ? (hostname.split('.')[0] ?? '').replace(/^(?:careers?|jobs?|karriere|uscareers|external)-/, '')
      : null;
    const name =
      [label, path].find(
        (one) =>
          one !== null &&
          one.length >= 2 &&
          !/^(?:www|apply|jobs?|careers?|boards?|job-boards|hire|app|recruiting)$/.test(one),
      ) ?? null;
    return name === null ? null : decodeURIComponent(name).replaceAll(/[-_]+/g, ' ');
  } catch {
    return null;
  }
}
