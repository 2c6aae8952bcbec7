import { hostOf, siteKeyOf } from './site-key.ts';

/** Parameters that carry a job's id by themselves; where one is there, the others say how the user came. */
const strongIds = new Set(
  'currentjobid gh_jid jk vjk jobid job_id joblistingid jl jid jobreqid job_req_id requisitionid reqid req_id vacancyid vacancy_id vacancy positionid position_id postingid posting_id offerid offer_id advertid adid jobadid job_ad_id jobnumber job_number jobcode jobno jobref ashby_jid lever_id jobposting jobpostingid htidocid opportunityid openingid announcementid kennziffer stellenid anzeigenid karriereid stellennummer'.split(
    ' ',
  ),
);

/** Parameters that only say where the user came from or how the page was drawn. */
const tracking =
  /^(?:utm_.*|mc_.*|hsa_.*|pk_.*|mtm_.*|at_.*|_hs.*|_ga.*|_gl|gclid|gbraid|wbraid|fbclid|msclkid|dclid|yclid|twclid|ttclid|igshid|li_fat_id|lipi|ref|refid|referer|referrer|ref_src|src|source|sourcetype|from|origin|originalsubdomain|originaltoken|origintolandingjobpostings|via|cid|campaign.*|cmpid|trk|trkinfo|trackingid|trackid|tracking|trid|trackingtag|ebp|recommendedflavor|eid|gh_src|lever-.*|jobboardsource|rx_.*|tk|advn|adid|xkcb|xpse|xfps|hl|lang|language|locale|iis|iisn|bid|t|ts|timestamp|sessionid|sid|phpsessid|session|click.*|impression.*|rank|pagenum|page|start|sort|sortby|savedsearchid|searchid|search_id|guid|alid|vt|uido|ao|s|aff|affid|partner|channel|medium|share|shared|in_iframe|needsredirect|mobile|width|height|bga|jan1offset|jun1offset)$/;

/** Path ends that turn a posting's address into its application form's. */
const applyEnd =
  /\/(?:apply(?:now|-now|manually|online)?|application|applications?\/new|bewerben|bewerbung|postuler|inscripcion|solliciteren|ansok|thanks|oneclick-ui)(?:\/[\w-]*){0,2}$/i;

/** Fragments that are part of the address: routes, and ids that a page keeps behind the hash. */
function fragmentOf(hash: string): string {
  const text = hash.replace(/^#/, '');
  if (/^!?\//.test(text)) return `#${text.split('?')[0] ?? ''}`.replace(/\/+$/, '');
  const ids = [...new URLSearchParams(text.replace(/^\?/, ''))].filter(([name]) =>
    strongIds.has(name.toLowerCase()),
  );
  return ids.length === 0 ? '' : `#${ids.map(([name, value]) => `${name.toLowerCase()}=${value}`).join('&')}`;
}

function queryOf(params: URLSearchParams): string {
  const all = [...params]
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([, value]) => value !== '');
  const ids = all.filter(([name]) => strongIds.has(name));
  const kept = ids.length > 0 ? ids : all.filter(([name]) => !tracking.test(name));
  if (kept.length === 0) return '';
  return `?${kept
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join('&')}`;
}

function pathOf(pathname: string): string {
  let path = pathname;
  try {
    path = decodeURI(pathname);
  } catch {
    // A stray per cent sign: the path counts as it is written.
  }
  path = path
    .replaceAll(/;[^/]*/g, '')
    .replaceAll(/\/{2,}/g, '/')
    .replace(/\/(?:index|default)\.(?:html?|php|aspx?)$/i, '')
    .replace(/\/amp\/?$/, '')
    .replace(/\/+$/, '');
  const shorter = path.replace(applyEnd, '');
  // Only what still names one job may lose its end: "/jobs/apply" is a page of its own.
  return /[^/]*\d[^/]*$|[^/]{12,}$/.test(shorter) ? shorter : path;
}

/**
 * The name of a posting's page: its address without the scheme, `www.`, tracking and the way there, so that
 * the same job is known when the user comes back another way. Empty for what is no address of the web.
 */
export function postingKeyOf(url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return '';
  }
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return '';
  const known = siteKeyOf(parsed);
  const key =
    known ??
    `${hostOf(parsed)}${pathOf(parsed.pathname)}${queryOf(parsed.searchParams)}${fragmentOf(parsed.hash)}`;
  return key.slice(0, 4_000);
}
