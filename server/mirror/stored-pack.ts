import { deserialize, serialize } from 'node:v8';
import * as v from 'valibot';
import type { Numbers, TextPack } from '../../utils/search/text-pack.ts';
import { tokensVersion } from '../../utils/search/tokens-version.ts';

/** A pack as this version writes it. Where it differs from what wrote an index, the index is built anew. */
export const packVersion = `${tokensVersion}.${serialize(null)[1] ?? 0}`;

const numbersSchema = v.union([v.instance(Uint16Array), v.instance(Uint32Array)]);
const packSchema = v.object({
  ids: v.array(v.string()),
  origins: v.array(v.string()),
  kinds: v.instance(Uint8Array),
  times: v.instance(Float64Array),
  starts: numbersSchema,
  words: v.string(),
  offsets: numbersSchema,
  firsts: numbersSchema,
  places: numbersSchema,
});

/** A pack of texts as bytes. */
export function writePack(pack: TextPack): Uint8Array {
  return serialize(pack);
}

/** The pack that `writePack` wrote. @throws where it did not. */
export function readPack(bytes: Uint8Array): TextPack {
  const pack = v.parse(packSchema, deserialize(bytes));
  // Copies: what was read would keep the whole row in memory, under each of its lists.
  return {
    ...pack,
    kinds: Uint8Array.from(pack.kinds),
    times: Float64Array.from(pack.times),
    starts: copyOf(pack.starts),
    offsets: copyOf(pack.offsets),
    firsts: copyOf(pack.firsts),
    places: copyOf(pack.places),
  };
}

function copyOf(numbers: Uint16Array | Uint32Array): Numbers {
  return numbers instanceof Uint16Array ? new Uint16Array(numbers) : new Uint32Array(numbers);
}
