import { setTimeout as wait } from 'node:timers/promises';
import { findDangers } from './find-dangers.ts';
import type { HostileBrowser } from './hostile-browser.ts';
import type { Canary } from './open-canary.ts';

const planted = `<img src="/planted.png" onerror="alert('planted')">
<a href="javascript:alert(1)">x</a><iframe srcdoc="x"></iframe><script>alert('script')</script>`;

/** Makes sure that every alarm rings: on a page where all of it does run. Rejects where one is silent. */
export async function checkAlarms(browser: HostileBrowser, canary: Canary): Promise<void> {
  const page = await browser.context.newPage();
  await page.goto(canary.serve('/planted', planted));
  await wait(500);
  const lies = await page.evaluate(`(${findDangers.toString()})(document.body)`);
  await page.close();
  const alarms = browser.takeAlarms().join('\n');
  const told = `${alarms}\n${String(lies)}\n${canary.asked.join('\n')}`;
  for (const sign of [
    'alert(planted)',
    'alert(script)',
    'a request left',
    '/planted.png',
    'onerror=',
    'javascript:',
  ]) {
    if (!told.includes(sign)) throw new Error(`the alarm for ${sign} is silent: ${told}`);
  }
  canary.forget();
}
