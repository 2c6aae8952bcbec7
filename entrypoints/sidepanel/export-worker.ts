import * as v from 'valibot';
import { openStore } from '../../utils/store/open-store.ts';
import { exportChats } from './export-chats.ts';
import { exportAskSchema } from './export-lines.ts';

// Writes an archive of chats beside the panel's own thread. It only reads the store; to cancel, the panel
// ends it.

const store = openStore({ onVersionChange: () => self.close() });

self.addEventListener('message', ({ data }) => {
  const ask = v.safeParse(exportAskSchema, data);
  if (!ask.success) return;
  store
    .then((db) => exportChats(db, ask.output, (said) => self.postMessage(said)))
    .catch((error: unknown) => {
      console.error('export: the archive could not be written', error);
      self.postMessage({ type: 'failed' });
    });
});
