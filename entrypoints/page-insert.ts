/// <reference types="chrome" />
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { serveInsert } from '../utils/page/serve-insert.ts';

const mark = 'talentScoutInsert';

// Injected into the frames of one tab when the user chooses "Insert into page". In our own world, which the
// page cannot see: a second injection takes the first one's place, and so does one of a newer version.
export default defineUnlistedScript({
  main() {
    const before: unknown = Object.getOwnPropertyDescriptor(globalThis, mark)?.value;
    if (typeof before === 'function') Reflect.apply(before, undefined, []);
    const value = serveInsert(document, chrome.runtime);
    Object.defineProperty(globalThis, mark, { value, configurable: true });
  },
});
