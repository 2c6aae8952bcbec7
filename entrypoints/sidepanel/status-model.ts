import type { BackgroundStatus } from '../../utils/messaging/panel-protocol.ts';

/** One short line, and the mark that goes with it. */
export interface StatusLine {
  readonly text: string;
  readonly tone: 'good' | 'waiting' | 'trouble';
}

/**
 * What the status line says. Before the background has spoken (null) only what is sure is said: the
 * history was read from this device. `sending`: messages that the background has not taken yet, which no
 * word of its can mean.
 */
export function toStatusLine(status: BackgroundStatus | null, sending = 0): StatusLine {
  if (status === null) return { text: 'Saved on this device', tone: 'good' };
  if (status.store === 'not-saved') return { text: 'Not saved on this device', tone: 'trouble' };
  const line = toMirrorLine({ ...status, waiting: status.waiting + sending });
  return status.failed === 0
    ? line
    : { text: `${line.text}, ${changes(status.failed)} refused by the mirror`, tone: 'trouble' };
}

function toMirrorLine({ mirror, waiting, pulling }: BackgroundStatus): StatusLine {
  switch (mirror) {
    case 'off':
      return { text: 'Saved on this device', tone: 'good' };
    case 'offline':
      return { text: `Offline, ${changes(waiting)} waiting`, tone: 'waiting' };
    case 'sign-in-needed':
      return { text: 'Mirror: sign-in needed', tone: 'trouble' };
    case 'mirrored':
    case 'waiting':
      if (waiting > 0) return { text: `${changes(waiting)} waiting`, tone: 'waiting' };
      if (pulling !== undefined)
        return { text: `Fetching from the mirror, ${changes(pulling)} so far`, tone: 'waiting' };
      // Nothing waits, but the mirror has not proven either that it has all: no false tick.
      return { text: mirror === 'mirrored' ? 'Mirrored' : 'Saved on this device', tone: 'good' };
  }
}

function changes(count: number): string {
  return count === 1 ? '1 change' : `${count.toLocaleString('en')} changes`;
}
