import { openTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** A proxy that notes when each numbered piece (`w17`) passes on its way to the browser. */
export interface StampProxy extends TcpProxy {
  /** Epoch ms at which a piece left, by its number. */
  readonly sent: Map<number, number>;
}

export async function openStampProxy(target: string): Promise<StampProxy> {
  const sent = new Map<number, number>();
  const proxy = await openTcpProxy(target, {
    onDown(chunk) {
      const now = Date.now();
      for (const [, number] of chunk.toString('latin1').matchAll(/\bw(\d+)\b/g))
        if (!sent.has(Number(number))) sent.set(Number(number), now);
    },
  });
  return { ...proxy, sent };
}
