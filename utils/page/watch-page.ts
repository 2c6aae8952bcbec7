import type { PageSignal } from '../posting/page-signal.ts';
import { compareSketches, type PageSketch, sketchPage } from './page-sketch.ts';

/** From the first stir to the first look, and between looks while the page is still moving. */
const firstMs = 400;
/** A page that never rests is looked at this seldom. */
const mostMs = 15_000;
/** A pause after which a page counts as resting again. */
const restMs = 5_000;
/** Looks at a moving page before it is told as it is. */
const mostLooks = 6;
/** A look takes at most this share of the time. */
const share = 40;

/** What we need to know of a navigation that begins in the page. */
interface Leaving extends Event {
  readonly destination: { readonly url: string };
}
function isLeaving(event: Event): event is Leaving {
  return (
    'destination' in event &&
    typeof event.destination === 'object' &&
    event.destination !== null &&
    'url' in event.destination &&
    typeof event.destination.url === 'string'
  );
}

/**
 * Watches a page for as long as a panel reads it, and tells when what stands on it is another thing and has
 * come to rest. After a first stir nothing is observed until the next look, and looks come the more seldom the
 * longer a page keeps stirring, so that one that changes for ever costs next to nothing; what the user does
 * on it makes it quick again. Returns the end of it.
 */
export function watchPage(page: Document, tell: (signal: PageSignal) => void): () => void {
  const view = page.defaultView;
  if (view === null) return () => {};
  let told = sketchPage(page);
  let last = told;
  let waitMs = firstMs;
  let looks = 0;
  let lookedAt = 0;
  let acted = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const observer = new MutationObserver(stir);

  function observe(sketch: PageSketch): void {
    for (const root of [page, ...sketch.roots])
      observer.observe(root, { childList: true, subtree: true, characterData: true });
  }
  function stir(): void {
    observer.disconnect();
    if (timer !== undefined) return;
    const resting = performance.now() - lookedAt > restMs + waitMs;
    waitMs = acted || resting ? firstMs : Math.min(mostMs, waitMs * 1.5);
    acted = false;
    timer = setTimeout(look, waitMs);
  }
  function look(): void {
    timer = undefined;
    const from = performance.now();
    const now = sketchPage(page);
    lookedAt = performance.now();
    waitMs = Math.min(mostMs, Math.max(waitMs, (lookedAt - from) * share));
    const moving = compareSketches(last, now) !== null;
    const change = compareSketches(told, now);
    last = now;
    looks++;
    // A new address comes before its content: the content is waited for.
    if ((moving || (change === 'address' && looks < mostLooks / 2)) && looks < mostLooks) {
      timer = setTimeout(look, waitMs);
      return;
    }
    looks = 0;
    if (change !== null) {
      told = now;
      tell({ type: 'changed' });
    }
    observe(now);
  }
  /** A page cannot forge what the user does. */
  function act(event: Event): void {
    if (!event.isTrusted) return;
    acted = true;
    if (timer === undefined || waitMs === firstMs) return;
    clearTimeout(timer);
    waitMs = firstMs;
    timer = setTimeout(look, waitMs);
  }
  function leave(event: Event): void {
    if (!isLeaving(event)) return;
    try {
      const { origin, protocol } = new URL(event.destination.url);
      if (origin !== view?.location.origin && /^https?:$/.test(protocol)) tell({ type: 'leaving', origin });
    } catch {
      // No address that we could read.
    }
  }

  observe(told);
  const acts = ['click', 'keydown'] as const;
  for (const type of acts) page.addEventListener(type, act, { capture: true, passive: true });
  for (const type of ['popstate', 'hashchange'] as const) view.addEventListener(type, stir);
  const navigation: unknown = 'navigation' in view ? view.navigation : null;
  const routes = navigation instanceof EventTarget ? navigation : null;
  routes?.addEventListener('currententrychange', stir);
  routes?.addEventListener('navigate', leave);
  return () => {
    clearTimeout(timer);
    observer.disconnect();
    for (const type of acts) page.removeEventListener(type, act, { capture: true });
    for (const type of ['popstate', 'hashchange'] as const) view.removeEventListener(type, stir);
    routes?.removeEventListener('currententrychange', stir);
    routes?.removeEventListener('navigate', leave);
  };
}
