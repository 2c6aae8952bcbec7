/** What we need of `browser.runtime.Port`, the same on both ends; tests give a pair of their own. */
export interface RuntimePort {
  readonly name: string;
  readonly sender?: PortSender | undefined;
  postMessage(message: unknown): void;
  disconnect(): void;
  readonly onMessage: Listenable<(message: unknown) => void>;
  readonly onDisconnect: Listenable<() => void>;
}

/** Who opened a port, as the browser tells. */
export interface PortSender {
  readonly id?: string | undefined;
  readonly url?: string | undefined;
}

interface Listenable<Listener> {
  addListener(listener: Listener): void;
}
