/**
 * Wraps `run` so that calls made while it runs share one further run. The returned promise settles when
 * a run that began after the call has ended.
 */
export function coalesce(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  function start(): Promise<void> {
    const current = run().finally(() => {
      if (running === current) running = null;
    });
    running = current;
    return current;
  }
  return () => {
    if (running === null) return start();
    next ??= running.then(ignore, ignore).then(() => {
      next = null;
      return start();
    });
    return next;
  };
}

function ignore(): void {}
