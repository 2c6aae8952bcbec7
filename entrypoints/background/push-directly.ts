import type { Op } from '../../utils/mirror/protocol.ts';
import type { BackgroundPorts } from './create-background.ts';

/** While this device's storage refuses, the mirror is the only safe place. */
export async function pushDirectly(
  { readSettings, createMirror }: Pick<BackgroundPorts, 'readSettings' | 'createMirror'>,
  ops: readonly Op[],
  clientId: () => string,
): Promise<void> {
  const { mirror } = await readSettings();
  if (mirror === null) throw new Error('no mirror is connected');
  const request = { clientId: clientId(), inc: null, ops: [...ops] };
  await createMirror(mirror).push(request, AbortSignal.timeout(30_000));
}
