import * as v from 'valibot';
import { createCommandChannel } from '../../../scripts/browser/command-channel.ts';
import { until } from './until.ts';

const targetsSchema = v.object({
  targetInfos: v.array(v.object({ targetId: v.string(), url: v.string() })),
});
const attachedSchema = v.object({ sessionId: v.string() });
const wordsSchema = v.object({ result: v.object({ value: v.optional(v.string()) }) });

/** See `TestChromium.reloadWithoutWorker`. `address` is the browser's own debugging socket. */
export async function reloadWithoutWorker(address: string, panelUrl: string, text: string): Promise<string> {
  const socket = new WebSocket(address);
  await new Promise((done) => socket.addEventListener('open', done, { once: true }));
  let held = false;
  const channel = createCommandChannel(
    (frame) => socket.send(frame),
    (method) => {
      if (method === 'Debugger.paused') held = true;
    },
  );
  socket.addEventListener('message', (event) => channel.receive(String(event.data)));
  const { targetInfos } = v.parse(targetsSchema, await channel.send('Target.getTargets'));
  const attach = async (isIt: (url: string) => boolean): Promise<string> => {
    const targetId = targetInfos.find(({ url }) => isIt(url))?.targetId;
    const attached = await channel.send('Target.attachToTarget', { targetId, flatten: true });
    return v.parse(attachedSchema, attached).sessionId;
  };
  const worker = await attach((url) => url.endsWith('/background.js'));
  const sessionId = await attach((url) => url.startsWith(panelUrl));
  await channel.send('Debugger.enable', {}, worker);
  await channel.send('Debugger.pause', {}, worker);
  await channel.send('Page.reload', {}, sessionId);
  const readWords = async (): Promise<string> => {
    const expression = "document.querySelector('[role=log]')?.innerText ?? ''";
    const answer = await channel.send('Runtime.evaluate', { expression }, sessionId).catch(() => null);
    return answer === null ? '' : (v.parse(wordsSchema, answer).result.value ?? '');
  };
  await until(async () => (await readWords()).includes(text), `the panel shows "${text}" without its worker`);
  // It did ask, and the worker stands at its first instruction since.
  await until(() => Promise.resolve(held), 'the panel asks its worker');
  const words = await readWords();
  socket.close();
  return words;
}
