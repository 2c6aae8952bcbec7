import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as v from 'valibot';
import type { connectCodeSchema } from '../../utils/mirror/protocol.ts';

/** A new bearer token: 256 random bits. */
export function createToken(): string {
  return `ts_${randomBytes(32).toString('base64url')}`;
}

/** The token kept in the data folder, or null before the first start. */
export async function readToken(dataDir: string): Promise<string | null> {
  try {
    const token = (await readFile(join(dataDir, 'token'), 'utf8')).trim();
    return token === '' ? null : token;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Keeps the token where only this user can read it. */
export async function saveToken(dataDir: string, token: string): Promise<void> {
  const file = await open(join(dataDir, 'token'), 'w', 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(`${token}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Compares in constant time; hashing first makes the lengths equal. */
export function sameToken(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

/** The one line that the options page takes: `talentscout-mirror:` and base64url of the JSON. */
export function toConnectCode(code: v.InferOutput<typeof connectCodeSchema>): string {
  return `talentscout-mirror:${Buffer.from(JSON.stringify(code)).toString('base64url')}`;
}
