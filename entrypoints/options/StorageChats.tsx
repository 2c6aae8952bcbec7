import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { VirtualList } from '../../components/virtual-list/VirtualList.tsx';
import type { ChatStanding } from '../../utils/retention/list-standings.ts';

interface Props {
  readonly read: () => Promise<readonly ChatStanding[]>;
  /** Another one: something was done, and the list is read anew. */
  readonly version: number;
}

/** Every chat with how far the mirror has it, folded away; read when it is unfolded. */
export function StorageChats({ read, version }: Props): JSX.Element {
  const [open, setOpen] = useState(false);
  const [list, setList] = useState<readonly ChatStanding[] | null>(null);
  const [failed, setFailed] = useState(false);
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    setFailed(false);
    read().then(setList, () => setFailed(true));
  }, [open, version]);
  return (
    <details class="storage-chats" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Chat by chat</summary>
      {failed && <p role="status">The browser’s storage does not answer. Reload this page.</p>}
      {list === null && !failed && <p role="status">Looking…</p>}
      {list !== null && list.length === 0 && <p>There are no chats.</p>}
      {list !== null && list.length > 0 && (
        // A list that scrolls by itself has to be reached by the keyboard.
        <div
          ref={scroller}
          class="storage-list"
          role="region"
          aria-label="Chats and where they are"
          tabIndex={0}
        >
          <VirtualList
            label="Chats and where they are"
            busy={false}
            items={list}
            keyOf={({ sessionId }) => sessionId}
            estimate={() => 32}
            draw={(one) => <Line {...one} />}
            scroller={scroller}
          />
        </div>
      )}
    </details>
  );
}

function Line({ title, messages, standing, changes }: ChatStanding): JSX.Element {
  return (
    <div class="storage-line">
      <bdi>{title === '' ? 'Untitled chat' : title}</bdi>{' '}
      <span class="storage-where">
        {plural(messages, 'message')} · {toWords(standing, changes)}
      </span>
    </div>
  );
}

function toWords(standing: ChatStanding['standing'], changes: number): string {
  switch (standing) {
    case 'here':
      return 'on this device';
    case 'mirrored':
      return 'mirrored';
    case 'waiting':
      return `${plural(changes, 'change')} waiting`;
    case 'refused':
      return `${plural(changes, 'change')} refused`;
    case 'differs':
      return 'not the same on the mirror';
    case 'only-there':
      return 'only on the mirror';
  }
}

const numbers = new Intl.NumberFormat('en');
const plural = (count: number, one: string): string =>
  `${numbers.format(count)} ${count === 1 ? one : `${one}s`}`;
