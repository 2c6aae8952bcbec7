import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import * as v from 'valibot';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const findingsSchema = v.array(v.object({ id: v.string(), nodes: v.array(v.string()) }));

/** What axe finds, each with the elements. */
export async function runAxe(page: Page): Promise<v.InferOutput<typeof findingsSchema>> {
  // Not as a script tag: the extension's policy refuses what is not its own.
  await page.evaluate(await readFile(axePath, 'utf8'));
  return v.parse(
    findingsSchema,
    await page.evaluate(`axe.run(document).then(({ violations }) =>
      violations.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => node.html.slice(0, 200)) })))`),
  );
}
