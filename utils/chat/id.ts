import { v7 } from 'uuid';

/** A new id for a session, message or op: UUIDv7. Nothing may trust the time inside. */
export function createId(): string {
  return v7();
}
