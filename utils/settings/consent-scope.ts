import type { PageConsents } from './page-consents.ts';

/** True where a page of this origin is read without a question; an origin that is not told never is. */
export function isAllowed({ always, sites }: PageConsents, origin: string | null): boolean {
  return origin !== null && (always || sites.includes(origin));
}

/** With one consent more; `origin` null: that site is not known, and nothing is allowed. */
export function withConsent(
  consents: PageConsents,
  scope: 'site' | 'always',
  origin: string | null,
): PageConsents {
  if (scope === 'always') return { ...consents, always: true };
  if (origin === null || consents.sites.includes(origin)) return consents;
  return { ...consents, sites: [...consents.sites, origin] };
}
