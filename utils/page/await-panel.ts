import { pageLineName, type PageSignal } from '../posting/page-signal.ts';
import { watchPage } from './watch-page.ts';

/** The page's end of a panel's port. */
interface PanelPort {
  readonly name: string;
  postMessage(message: PageSignal): void;
  readonly onDisconnect: { addListener(listener: () => void): void };
}
interface ConnectEvent {
  addListener(listener: (port: PanelPort) => void): void;
  removeListener(listener: (port: PanelPort) => void): void;
}

/**
 * Waits for a panel's port, watches the page while the port stands, and is gone with it: nothing of ours
 * runs in a page that no panel looks at.
 */
export function awaitPanel(page: Document, onConnect: ConnectEvent): void {
  function hear(port: PanelPort): void {
    if (port.name !== pageLineName) return;
    onConnect.removeListener(hear);
    port.onDisconnect.addListener(watchPage(page, (signal) => port.postMessage(signal)));
  }
  onConnect.addListener(hear);
}
