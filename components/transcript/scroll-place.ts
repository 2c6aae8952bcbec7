/** What we need of a scrolling element, in CSS px. */
export interface ScrollPlace {
  readonly scrollTop: number;
  readonly scrollHeight: number;
  readonly clientHeight: number;
}

/** A reader this close to the end is at the end: less than a line and a half. */
const endSlackPx = 32;

export function isAtEnd({ scrollTop, scrollHeight, clientHeight }: ScrollPlace): boolean {
  return scrollHeight - clientHeight - scrollTop <= endSlackPx;
}

/**
 * Whether the view goes on sticking to the end after a scroll event. Only a reader who moves up lets go:
 * an event that arrives after the text has grown finds the end further down, and means nothing.
 */
export function staysStuck({
  stuck,
  lastTop,
  place,
}: {
  readonly stuck: boolean;
  readonly lastTop: number;
  readonly place: ScrollPlace;
}): boolean {
  if (isAtEnd(place)) return true;
  return stuck && place.scrollTop >= lastTop - 1;
}
