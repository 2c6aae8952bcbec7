import * as v from 'valibot';
import type { Json } from '../std/json.ts';

/** Any JSON, as it is: what registers hold, also such as a later version wrote. */
export const jsonSchema = v.custom<Json>(isJson);

function isJson(value: unknown): boolean {
  // A list of what is still to be looked at: what comes from outside may be nested without end.
  const waiting = [value];
  for (const one of waiting) {
    if (typeof one === 'object' && one !== null) {
      const prototype: unknown = Object.getPrototypeOf(one);
      if (!Array.isArray(one) && prototype !== Object.prototype && prototype !== null) return false;
      for (const inner of Object.values(one)) waiting.push(inner);
    } else if (typeof one === 'number' ? !Number.isFinite(one) : one !== null && !isWord(one)) return false;
  }
  return true;
}

function isWord(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean';
}
