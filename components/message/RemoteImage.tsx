import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

interface Props {
  readonly src: string;
  readonly host: string;
  readonly alt: string;
}

/**
 * An image on somebody's server. Its address may carry what the agent knows of the user, so that nothing
 * is requested before the user says so.
 */
export function RemoteImage({ src, host, alt }: Props): JSX.Element {
  const [state, setState] = useState<'asked' | 'loaded' | 'failed'>('asked');
  if (state === 'loaded') {
    return (
      <img
        class="md-image"
        src={src}
        alt={alt}
        referrerpolicy="no-referrer"
        onError={() => setState('failed')}
      />
    );
  }
  return (
    <span class="md-remote">
      {alt !== '' && <span>{alt} </span>}
      <button type="button" class="small-button" title={src} onClick={() => setState('loaded')}>
        Load image from {host}
      </button>
      {state === 'failed' && <span role="status"> The image did not load.</span>}
    </span>
  );
}
