import { pageLineName, type PageSignal } from '../posting/page-signal.ts';
import { watchPage } from './watch-page.ts';

/** The page's end of a panel's port. */
interface PanelPort {
  readonly name: string;
  postMessage(message: PageSignal): void;
  disconnect(): void;
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
    const stop = watchPage(page, (signal) => port.postMessage(signal));
    const view = page.defaultView;
    // A page that is put away for the back button keeps its port in Firefox: the panel would wait for its words.
    function leave(): void {
      stop();
      port.disconnect();
    }
    view?.addEventListener('pagehide', leave, { once: true });
    port.onDisconnect.addListener(() => {
      view?.removeEventListener('pagehide', leave);
      stop();
    });
  }
  onConnect.addListener(hear);
}
