/** How long a hidden panel, which gets no animation frames, may lag behind. */
const hiddenFrameMs = 100;

/**
 * Returns a function that asks for `run` at the next frame; asking again before that changes nothing.
 * A hidden document is given no frames, so a timer stands in: the answer must be there when it is shown.
 */
export function createFrame(run: () => void): () => void {
  let asked: { frame: number; timer: ReturnType<typeof setTimeout> } | null = null;
  function fire(): void {
    if (asked !== null) {
      cancelAnimationFrame(asked.frame);
      clearTimeout(asked.timer);
      asked = null;
    }
    run();
  }
  return () => {
    asked ??= { frame: requestAnimationFrame(fire), timer: setTimeout(fire, hiddenFrameMs) };
  };
}
