import { browser } from 'wxt/browser';

/** What we need of `browser.permissions`. */
export interface PermissionsApi {
  request(permissions: { origins: string[] }): Promise<boolean>;
  contains(permissions: { origins: string[] }): Promise<boolean>;
  remove(permissions: { origins: string[] }): Promise<boolean>;
}

/**
 * The match pattern for a server's origin. Chrome keeps the port in it; Firefox asks, lists and then
 * ignores a pattern with a port, so that there it is left out.
 */
export function toOriginPattern(baseUrl: string, { keepPort }: { keepPort: boolean }): string {
  const url = new URL(baseUrl);
  return `${url.protocol}//${keepPort ? url.host : url.hostname}/*`;
}

/** Only Firefox has `getBrowserInfo`. */
function isFirefox(): boolean {
  return 'getBrowserInfo' in browser.runtime;
}

function toPatterns(baseUrls: readonly string[], keepPort: boolean): string[] {
  return [...new Set(baseUrls.map((baseUrl) => toOriginPattern(baseUrl, { keepPort })))];
}

/** Asks for, looks up and gives back the right to reach servers; addresses as `parseBaseUrl` gives them. */
export interface HostPermission {
  /**
   * Must be called in the same turn as the user's click, before any `await`: the browser answers later calls
   * with an error. What was granted before is granted again without a question. Never rejects.
   */
  request(baseUrls: readonly string[]): Promise<boolean>;
  has(baseUrl: string): Promise<boolean>;
  /** Gives back every origin of `unused` that `used` does not need. Never rejects. */
  release(unused: readonly string[], used: readonly string[]): Promise<void>;
}

/** Makes the host permission over the browser's own interface, or over a test's. */
export function createHostPermission({
  api = browser.permissions,
  keepPort = !isFirefox(),
}: { api?: PermissionsApi; keepPort?: boolean } = {}): HostPermission {
  return {
    async request(baseUrls) {
      if (baseUrls.length === 0) return true;
      try {
        return await api.request({ origins: toPatterns(baseUrls, keepPort) });
      } catch (cause) {
        // Outside of a gesture: what we hold already may still do.
        console.info('host permission: could not ask', cause);
        return api.contains({ origins: toPatterns(baseUrls, keepPort) }).catch(() => false);
      }
    },
    has: (baseUrl) => api.contains({ origins: toPatterns([baseUrl], keepPort) }),
    async release(unused, used) {
      const needed = new Set(toPatterns(used, keepPort));
      for (const origin of toPatterns(unused, keepPort).filter((pattern) => !needed.has(pattern))) {
        try {
          await api.remove({ origins: [origin] });
        } catch (cause) {
          // An origin of the manifest itself (test builds) cannot be given back.
          console.debug('host permission: could not be removed', cause);
        }
      }
    },
  };
}
