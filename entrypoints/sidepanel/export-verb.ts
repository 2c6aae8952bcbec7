import type { ExportFile, ExportOptions } from '../../utils/chat/export-file.ts';
import type { Message } from '../../utils/chat/message.ts';
import type { PanelParts } from './panel-parts.ts';
import { toShown } from './shown-messages.ts';

/** Messages in one read: few enough that the panel stays awake to its user in between. */
const pageSize = 200;

export interface ExportVerb {
  /** Writes the session on screen as it is now, all of it. Rejects where the store cannot be read. */
  exportFile(options: ExportOptions): Promise<ExportFile>;
}

export function createExportVerb({ session, ports }: PanelParts): ExportVerb {
  const { reader, now } = ports;
  async function readAll(sessionId: string): Promise<readonly Message[]> {
    const pages: (readonly Message[])[] = [];
    let before: { readonly hlc: string; readonly id: string } | null = null;
    for (;;) {
      const page = await reader.readMessages({ sessionId, before, limit: pageSize });
      pages.unshift(page.messages);
      const first: Message | undefined = page.messages[0];
      if (!page.more || first === undefined) return pages.flat();
      before = { hlc: first.hlc, id: first.id };
    }
  }
  return {
    async exportFile(options) {
      const sessionId = session.id.value;
      const [{ toExportFile }, summary, stored] = await Promise.all([
        import('../../utils/export/to-export-file.ts'),
        reader.readSession(sessionId),
        readAll(sessionId),
      ]);
      // What storage has refused so far belongs to the chat all the same.
      const messages = toShown({ stored, unsaved: session.unsaved.value, sending: [] });
      const at = messages[0]?.createdAt ?? now();
      const nameless = {
        id: sessionId,
        title: '',
        titleByUser: false,
        binding: null,
        createdAt: at,
        lastAt: at,
      };
      return toExportFile({ session: summary ?? nameless, messages }, options);
    },
  };
}
