import * as v from 'valibot';
import type { MirrorFields } from '../chat/setup.ts';
import { connectCodeSchema } from '../mirror/protocol.ts';

const prefix = 'talentscout-mirror:';

/** True for what is meant as a connect code, readable or not. */
export function isConnectCode(text: string): boolean {
  return text.trim().startsWith(prefix);
}

/** Address and token from the one line that the mirror prints at its first start; null where it is none. */
export function parseConnectCode(text: string): MirrorFields | null {
  if (!isConnectCode(text)) return null;
  try {
    const parsed = v.safeParse(
      connectCodeSchema,
      JSON.parse(decodeBase64Url(text.trim().slice(prefix.length))),
    );
    return parsed.success ? { address: parsed.output.mirror, token: parsed.output.token } : null;
  } catch {
    return null;
  }
}

function decodeBase64Url(text: string): string {
  const binary = atob(text.trim().replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
}
