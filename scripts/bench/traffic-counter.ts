import { openTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** What passed since the last reset. */
export interface Traffic {
  readonly connections: number;
  /** HTTP requests, those that open a WebSocket too. */
  readonly requests: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

/** A proxy that counts what passes. */
export interface TrafficCounter extends TcpProxy {
  read(): Traffic;
  reset(): void;
}

const nothing: Traffic = { connections: 0, requests: 0, bytesUp: 0, bytesDown: 0 };

/** Opens the counter before `target`. */
export async function openTrafficCounter(target: string): Promise<TrafficCounter> {
  let count = nothing;
  const proxy = await openTcpProxy(target, {
    onConnection() {
      count = { ...count, connections: count.connections + 1 };
    },
    onUp(chunk) {
      const isRequest = /^(?:GET|POST|PUT|DELETE|OPTIONS) \//.test(chunk.subarray(0, 12).toString('latin1'));
      count = {
        ...count,
        requests: count.requests + (isRequest ? 1 : 0),
        bytesUp: count.bytesUp + chunk.length,
      };
    },
    onDown(chunk) {
      count = { ...count, bytesDown: count.bytesDown + chunk.length };
    },
  });
  return { ...proxy, read: () => count, reset: () => void (count = nothing) };
}
