/** A link that may be followed. `host` is empty for mail. */
export interface SafeLink {
  readonly href: string;
  readonly host: string;
}

/** An image that may be shown: at once (`inline`, no request) or only after a click. */
export type SafeImage =
  | { readonly kind: 'inline'; readonly src: string }
  | { readonly kind: 'remote'; readonly src: string; readonly host: string };

const linkProtocols = new Set(['http:', 'https:', 'mailto:']);
const rasterData = /^data:image\/(?:png|jpeg|gif|webp|avif|bmp);base64,[a-z0-9+/=\s]*$/i;
/** Marks that turn the reading direction: in a link's text they can make one address look like another. */
const bidiControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function parseUrl(href: string): URL | null {
  // Only absolute addresses: a relative one would point into the extension.
  return /^[a-z][a-z0-9+.-]*:/i.test(href) && URL.canParse(href) ? new URL(href) : null;
}

/** The link if its protocol is http, https or mailto; else null, and only its text is shown. */
export function toSafeLink(href: string): SafeLink | null {
  const url = parseUrl(href.trim());
  if (url === null || !linkProtocols.has(url.protocol)) return null;
  return { href: url.href, host: url.host };
}

/** The image if it is a raster `data:` image or lies on the web; else null. */
export function toSafeImage(href: string): SafeImage | null {
  const trimmed = href.trim();
  if (rasterData.test(trimmed)) return { kind: 'inline', src: trimmed };
  const url = parseUrl(trimmed);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  return { kind: 'remote', src: url.href, host: url.host };
}

/** The text without marks that turn the reading direction. */
export function stripBidiControls(text: string): string {
  return text.replace(bidiControls, '');
}

/** True when the text of a link reads like an address of another host than the one it leads to. */
export function isMisleading(text: string, link: SafeLink): boolean {
  if (link.host === '') return false;
  const shown = /^\s*(?:[a-z][a-z0-9+.-]*:\/\/)?([^\s/?#]+)/i.exec(stripBidiControls(text))?.[1];
  if (shown === undefined || !/^[^\s.]+(?:\.[^\s.]+)+(?::\d+)?$/.test(shown)) return false;
  const plainHost = (host: string): string => host.toLowerCase().replace(/^www\./, '');
  // An `@` before the host is how `https://bank.example@evil.example` disguises itself.
  if (shown.includes('@')) return true;
  const looksLikeHost =
    /^\s*[a-z][a-z0-9+.-]*:\/\//i.test(text) || /\.[\p{L}][\p{L}\d-]+(?::\d+)?$/u.test(shown);
  return looksLikeHost && plainHost(shown) !== plainHost(link.host);
}
