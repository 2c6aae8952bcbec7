import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { readSelection } from '../utils/page/selection.ts';

// Injected when the user asks about what is selected; what `main` returns is handed to the extension.
export default defineUnlistedScript({ main: () => readSelection(document) });
