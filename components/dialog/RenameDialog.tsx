import { useState } from 'preact/hooks';
import { Dialog } from './Dialog.tsx';

interface Props {
  readonly title: string;
  readonly onRename: (title: string) => void;
  readonly onClose: () => void;
}

/** Asks for a chat's new title. */
export function RenameDialog({ title, onRename, onClose }: Props) {
  const [text, setText] = useState(title);
  const words = text.trim();
  return (
    <Dialog name="Rename chat" onClose={onClose}>
      <form
        class="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (words === '') return;
          onClose();
          if (words !== title) onRename(words);
        }}
      >
        <h2>Rename chat</h2>
        <label class="field">
          Title
          <input
            class="input"
            dir="auto"
            maxLength={200}
            value={text}
            onFocus={(event) => event.currentTarget.select()}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary" aria-disabled={words === ''}>
            Rename
          </button>
        </div>
      </form>
    </Dialog>
  );
}
