/**
 * A server's address as a person writes it, made plain: scheme added (`http` for this machine and bare IP
 * numbers, `https` otherwise), a trailing `/v1`, slashes, query and fragment removed. Null where it is no
 * web address, or where it carries a name or password (they would end up in settings and logs).
 */
export function parseBaseUrl(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `${schemeFor(trimmed)}://${trimmed}`;
  if (!URL.canParse(full)) return null;
  const url = new URL(full);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  if (url.hostname === '' || url.username !== '' || url.password !== '') return null;
  return url.origin + url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '');
}

function schemeFor(address: string): 'http' | 'https' {
  const isLocal = /^(localhost|[^/:]+\.localhost|\d{1,3}(\.\d{1,3}){3}|\[[\da-f:]+\])(:\d+)?(\/|$)/i.test(
    address,
  );
  return isLocal ? 'http' : 'https';
}

/** Letta's own service, which speaks its own dialect of the API. */
export function isCloud(baseUrl: string): boolean {
  return URL.canParse(baseUrl) && new URL(baseUrl).hostname === 'api.letta.com';
}
