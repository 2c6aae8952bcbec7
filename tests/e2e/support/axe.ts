import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import * as z from 'zod/mini';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const findingsSchema = z.array(z.object({ id: z.string(), nodes: z.array(z.string()) }));

/** What axe finds, each with the elements. */
export async function runAxe(page: Page): Promise<z.infer<typeof findingsSchema>> {
  // Not as a script tag: the extension's policy refuses what is not its own.
  await page.evaluate(await readFile(axePath, 'utf8'));
  return z.parse(
    findingsSchema,
    await page.evaluate(`axe.run(document).then(({ violations }) =>
      violations.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => node.html.slice(0, 200)) })))`),
  );
}
