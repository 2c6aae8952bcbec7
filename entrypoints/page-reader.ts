import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { readPage } from '../utils/page/read-page.ts';

// Injected into the frames of one tab when the user asks, and never at rest. What `main` returns is the
// script's last value, which `scripting.executeScript` hands to the extension for each frame.
export default defineUnlistedScript({
  main: () => readPage(document, { now: new Date() }),
});
