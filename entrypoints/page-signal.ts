import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { awaitPanel } from '../utils/page/await-panel.ts';

// Injected into a page that a panel reads, right before the panel opens its port to it.
export default defineUnlistedScript({
  main: () => awaitPanel(document, chrome.runtime.onConnect),
});
