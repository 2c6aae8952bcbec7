/** The host without what differs between a site's own doors; the port stays. */
export function hostOf({ host }: URL): string {
  return host.toLowerCase().replace(/^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)/, '');
}

/** A site on which a job has one id, whatever page shows it. `ids` are tried in turn on path and parameters. */
interface KeyedSite {
  readonly host: RegExp;
  readonly path?: RegExp;
  readonly params?: readonly string[];
  readonly id: RegExp;
  readonly key: string;
}

/** Last compared with the sites' addresses on 2026-11-22. */
const sites: readonly KeyedSite[] = [
  {
    host: /(?:^|\.)linkedin\.com$/,
    path: /\/jobs\/view\/(?:[^/]*?-)?(\d{6,})\/?/,
    params: ['currentJobId', 'currentjobid'],
    id: /^\d{6,}$/,
    key: 'linkedin.com/jobs/view/',
  },
  {
    host: /(?:^|\.)indeed\.[a-z.]{2,6}$/,
    params: ['vjk', 'jk'],
    id: /^[0-9a-f]{10,20}$/i,
    key: 'indeed.com/viewjob?jk=',
  },
  {
    host: /(?:^|\.)glassdoor\.[a-z.]{2,6}$/,
    params: ['jobListingId', 'jl'],
    id: /^\d{6,}$/,
    key: 'glassdoor.com/job-listing?jl=',
  },
  {
    host: /(?:^|\.)seek\.(?:com\.au|co\.nz)$/,
    path: /\/job\/(\d{6,})/,
    params: ['jobId', 'jobid'],
    id: /^\d{6,}$/,
    key: 'seek.com.au/job/',
  },
  {
    host: /^(?:boards|job-boards)\.greenhouse\.io$/,
    path: /\/jobs\/(\d{5,})/,
    params: ['token', 'gh_jid'],
    id: /^\d{5,}$/,
    key: 'greenhouse.io/jobs/',
  },
  {
    host: /^(?:boards|job-boards)\.eu\.greenhouse\.io$/,
    path: /\/jobs\/(\d{5,})/,
    params: ['token', 'gh_jid'],
    id: /^\d{5,}$/,
    key: 'eu.greenhouse.io/jobs/',
  },
  {
    host: /^jobs\.(?:eu\.)?lever\.co$/,
    path: /\/[^/]+\/([0-9a-f-]{36})/i,
    id: /^[0-9a-f-]{36}$/i,
    key: 'lever.co/',
  },
  {
    host: /^jobs\.ashbyhq\.com$/,
    path: /\/[^/]+\/([0-9a-f-]{36})/i,
    id: /^[0-9a-f-]{36}$/i,
    key: 'ashbyhq.com/',
  },
];

/** The key of a job on a site that gives it one id for all its pages; null where it is not certain. */
export function siteKeyOf(url: URL): string | null {
  for (const { host, path, params = [], id, key } of sites) {
    if (!host.test(url.hostname.toLowerCase())) continue;
    // A page of one job names it in its path; in a split view the path is the search's.
    for (const value of [path?.exec(url.pathname)?.[1], ...params.map((name) => url.searchParams.get(name))])
      if (value !== null && value !== undefined && id.test(value)) return `${key}${value.toLowerCase()}`;
  }
  return null;
}
