/** What a page saw of a stream. Times are epoch ms. */
export interface Recording {
  /** `[when it was on screen, newest number seen]`, one for each frame with news. */
  readonly seen: readonly (readonly [number, number])[];
  /** Between two frames, in ms. */
  readonly gaps: readonly number[];
  /** Tasks over 50 ms, in ms. */
  readonly longTasks: readonly number[];
}

interface Running {
  readonly seen: [number, number][];
  readonly gaps: number[];
  readonly longTasks: number[];
  readonly observer: PerformanceObserver;
}
let recording: Running | null = null;

const channel = new MessageChannel();
const painted: (() => void)[] = [];
channel.port1.addEventListener('message', () => {
  for (const then of painted.splice(0)) then();
});
channel.port1.start();

/** Runs `then` once the frame that is being made is on its way to the screen. */
export function afterPaint(then: () => void): void {
  requestAnimationFrame(() => afterThisFrame(then));
}

/** The same from inside a frame's callback: without asking for another frame, which is dear. */
function afterThisFrame(then: () => void): void {
  painted.push(then);
  if (painted.length === 1) channel.port2.postMessage(null);
}

/** Looks after every frame for the newest `w17` at the end of the last element of `selector`. */
export function startRecording(selector: string): void {
  const now: Running = { seen: [], gaps: [], longTasks: [], observer: new PerformanceObserver(takeTasks) };
  recording = now;
  now.observer.observe({ type: 'longtask' });
  let before = performance.now();
  let newest = -1;
  // The answer before this one has numbers too.
  const old = newestNumber(selector, null) < 0 ? null : lastOf(selector);
  requestAnimationFrame(function frame(at) {
    if (recording !== now) return;
    recording.gaps.push(at - before);
    before = at;
    afterThisFrame(() => {
      const number = newestNumber(selector, old);
      if (number > newest) {
        newest = number;
        now.seen.push([Date.now(), number]);
      }
    });
    requestAnimationFrame(frame);
  });
}

function takeTasks(list: PerformanceObserverEntryList): void {
  for (const entry of list.getEntries()) recording?.longTasks.push(entry.duration);
}

function lastOf(selector: string): Element | null {
  const all = document.querySelectorAll(selector);
  return all[all.length - 1] ?? null;
}

function newestNumber(selector: string, old: Element | null): number {
  const last = lastOf(selector);
  if (last === null || last === old) return -1;
  const found = [...endOf(last, 600).matchAll(/w(\d+)/g)].at(-1)?.[1];
  return found === undefined ? -1 : Number(found);
}

/** The last characters of an element, `most` or a few more: the whole text of a long answer would cost as much as drawing it. */
function endOf(element: Element, most: number): string {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let text = '';
  let node = lastTextIn(element);
  if (node === null) return text;
  walker.currentNode = node;
  while (node !== null && text.length < most) {
    text = (node.nodeValue ?? '') + text;
    node = walker.previousNode();
  }
  return text;
}

function lastTextIn(element: Element): Node | null {
  let node: Node | null = element;
  while (node?.lastChild) node = node.lastChild;
  return node;
}

/** The newest number that the recording has seen; -1 for none. */
export function newestSeen(): number {
  return recording?.seen.at(-1)?.[1] ?? -1;
}

export function stopRecording(): Recording {
  const done = recording;
  recording = null;
  done?.observer.disconnect();
  return { seen: done?.seen ?? [], gaps: done?.gaps ?? [], longTasks: done?.longTasks ?? [] };
}

const typed: number[] = [];

/** From now on every key is timed until the frame with it is on its way to the screen. */
export function watchTyping(): void {
  typed.length = 0;
  addEventListener(
    'keydown',
    (event) => afterPaint(() => void typed.push(performance.now() - event.timeStamp)),
    { capture: true },
  );
}

/** Key to paint, in ms, one for each key. */
export function readTyping(): readonly number[] {
  return typed;
}

export interface Scrolled {
  readonly gaps: readonly number[];
  readonly blanks: number;
  /** Frames in which the text moved by more than was scrolled. */
  readonly jumps: number;
  /** True where the start was reached in time. */
  readonly atStart: boolean;
}

/** Scrolls `selector` up by `step` px a frame until the start, for at most `mostMs`. */
export async function scrollToStart(
  selector: string,
  { step, mostMs }: { readonly step: number; readonly mostMs: number },
): Promise<Scrolled> {
  const scroller = document.querySelector(selector);
  if (scroller === null) throw new Error(`nothing to scroll: ${selector}`);
  const { left, top, width, height } = scroller.getBoundingClientRect();
  const gaps: number[] = [];
  let blanks = 0;
  let jumps = 0;
  let before = await nextFrame();
  const end = before + mostMs;
  let still = 0;
  while (before < end && still < 60) {
    const was = scroller.scrollTop;
    const mark = document.elementFromPoint(left + width / 2, top + height * 0.4);
    const markTop = mark?.getBoundingClientRect().top ?? 0;
    scroller.scrollTop -= step;
    const at = await nextFrame();
    gaps.push(at - before);
    before = at;
    const moved = (mark?.getBoundingClientRect().top ?? 0) - markTop;
    if (
      mark?.isConnected === true &&
      mark !== scroller &&
      scroller.contains(mark) &&
      (moved < -2 || moved > step + 2)
    ) {
      if (!mark.contains(scroller.firstElementChild) && mark !== scroller.firstElementChild) jumps += 1;
    }
    // Nothing above: the start, or older messages are still being read.
    still = scroller.scrollTop === 0 && was === 0 ? still + 1 : 0;
    const hits = [0.2, 0.5, 0.8].map((part) =>
      document.elementFromPoint(left + width / 2, top + height * part),
    );
    if (hits.every((hit) => hit === null || hit.contains(scroller))) blanks += 1;
  }
  return { gaps: gaps.slice(0, Math.max(1, gaps.length - still)), blanks, jumps, atStart: still >= 60 };
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}
