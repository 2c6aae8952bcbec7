import { createStoreHandle } from '../../utils/store/open-store.ts';

/** The panel's store. The browser opens it in about the time that the panel's other modules take to run. */
export const earlyStore = createStoreHandle();
// Who reads is told what went wrong.
earlyStore.db().catch(() => {});
