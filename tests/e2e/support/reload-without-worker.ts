import * as z from 'zod/mini';
import { createCommandChannel } from '../../../scripts/browser/command-channel.ts';
import { until } from './until.ts';

const targetsSchema = z.object({
  targetInfos: z.array(z.object({ targetId: z.string(), url: z.string() })),
});
const attachedSchema = z.object({ sessionId: z.string() });
const wordsSchema = z.object({ result: z.object({ value: z.optional(z.string()) }) });

/** See `TestChromium.reloadWithoutWorker`. `address` is the browser's own debugging socket. */
export async function reloadWithoutWorker(address: string, panelUrl: string, text: string): Promise<string> {
  const socket = new WebSocket(address);
  await new Promise((done) => socket.addEventListener('open', done, { once: true }));
  let held = 0;
  const channel = createCommandChannel(
    (frame) => socket.send(frame),
    (method) => {
      if (method === 'Target.attachedToTarget') held += 1;
    },
  );
  socket.addEventListener('message', (event) => channel.receive(String(event.data)));
  const { targetInfos } = z.parse(targetsSchema, await channel.send('Target.getTargets'));
  const panel = targetInfos.find(({ url }) => url.startsWith(panelUrl));
  const attached = await channel.send('Target.attachToTarget', { targetId: panel?.targetId, flatten: true });
  const { sessionId } = z.parse(attachedSchema, attached);
  await channel.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: true,
    flatten: true,
    filter: [{ type: 'service_worker' }],
  });
  await channel.send('ServiceWorker.enable', {}, sessionId);
  held = 0;
  await channel.send('ServiceWorker.stopAllWorkers', {}, sessionId);
  await channel.send('Page.reload', {}, sessionId);
  const readWords = async (): Promise<string> => {
    const expression = "document.querySelector('[role=log]')?.innerText ?? ''";
    const answer = await channel.send('Runtime.evaluate', { expression }, sessionId).catch(() => null);
    return answer === null ? '' : (z.parse(wordsSchema, answer).result.value ?? '');
  };
  await until(async () => (await readWords()).includes(text), `the panel shows "${text}" without its worker`);
  // A worker that was asked for in the meantime stands before its first instruction.
  await until(() => Promise.resolve(held > 0), 'the panel asks for its worker');
  const words = await readWords();
  socket.close();
  return words;
}
