/** The name of the `BroadcastChannel` on which a fresh background says that it lives. */
const wakeChannelName = 'talentscout-background';

/** Says to every sleeping panel that a background runs again, so that it connects and misses nothing. */
export function announceWake(): void {
  const channel = new BroadcastChannel(wakeChannelName);
  channel.postMessage('awake');
  channel.close();
}

/** Calls back whenever a background announces itself. Returns the unsubscriber. */
export function onWake(listener: () => void): () => void {
  const channel = new BroadcastChannel(wakeChannelName);
  channel.onmessage = () => listener();
  return () => channel.close();
}
