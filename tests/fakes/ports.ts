import type { PortSender, RuntimePort } from '../../utils/messaging/port.ts';

type Handler = (message: unknown) => void;

interface End {
  readonly port: RuntimePort;
  readonly heard: Handler[];
  readonly gone: (() => void)[];
}

/** Two ends of a port, as the browser gives them: JSON copies, later than the call, dead after a drop. */
export function createPortPair(
  name: string,
  sender: PortSender,
): { panel: RuntimePort; background: RuntimePort; drop(): void } {
  let open = true;
  const ends: { panel: End; background: End } = {
    panel: makeEnd('background'),
    background: makeEnd('panel'),
  };
  function makeEnd(other: 'panel' | 'background'): End {
    const heard: Handler[] = [];
    const gone: (() => void)[] = [];
    return {
      heard,
      gone,
      port: {
        name,
        sender: other === 'panel' ? sender : undefined,
        postMessage(message) {
          if (!open) throw new Error('Attempt to postMessage on disconnected port');
          const text = JSON.stringify(message);
          queueMicrotask(() => open && ends[other].heard.forEach((handler) => handler(JSON.parse(text))));
        },
        disconnect() {
          open = false;
          queueMicrotask(() => ends[other].gone.forEach((handler) => handler()));
        },
        onMessage: { addListener: (handler) => heard.push(handler) },
        onDisconnect: { addListener: (handler) => gone.push(handler) },
      },
    };
  }
  function drop(): void {
    open = false;
    for (const handler of [...ends.panel.gone, ...ends.background.gone]) handler();
  }
  return { panel: ends.panel.port, background: ends.background.port, drop };
}
