import type { WireMessage } from '../../utils/mirror/protocol.ts';
import type { WireJson } from './mirror-store.ts';

/**
 * The JSON text in the database was checked before it was stored, so that only the outermost shape is
 * checked here: a stricter schema of a later version must not make old rows unreadable.
 */
export function readStoredMessage(text: string): WireMessage {
  const value: unknown = JSON.parse(text);
  if (!isMessage(value)) throw new TypeError('a message column holds no message');
  return value;
}

/** A register's value: any JSON. */
export function readStoredValue(text: string): WireJson {
  const value: unknown = JSON.parse(text);
  if (!isJson(value)) throw new TypeError('a value column holds no JSON');
  return value;
}

/** A register's name. */
export function readStoredField(text: string): string {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'string') throw new TypeError('a field column holds no text');
  return value;
}

function isMessage(value: unknown): value is WireMessage {
  return typeof value === 'object' && value !== null && 'id' in value && 'hlc' in value && 'parts' in value;
}

function isJson(value: unknown): value is WireJson {
  return value !== undefined;
}
