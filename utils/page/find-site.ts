import { type Site, siteTable } from './site-table.ts';

/** The site that an address belongs to, or null. */
export function findSite(url: string): Site | null {
  try {
    const { hostname } = new URL(url);
    return (
      siteTable.find(({ hosts }) =>
        hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`)),
      ) ?? null
    );
  } catch {
    return null;
  }
}
