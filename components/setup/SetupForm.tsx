import type { ComponentChildren, JSX } from 'preact';
import type { SetupSaved, SetupService } from '../../utils/chat/setup.ts';
import { AgentFields } from './AgentFields.tsx';
import { SecretField } from './SecretField.tsx';
import { TextField } from './TextField.tsx';
import { useSetup, type SetupModel, type SetupNote } from './use-setup.ts';
import './setup-form.css';

interface Props {
  readonly service: SetupService;
  /** What `service.readFields` gave. */
  readonly saved: Pick<SetupSaved, 'fields' | 'practice'>;
  /** `first-run`: one button does it all, and the mirror may be folded away. */
  readonly mode: 'options' | 'first-run';
  readonly onSaved?: () => void;
}

const cloudUrl = 'https://api.letta.com';
const ownUrl = 'http://localhost:8283';

/** An own address that was typed already is worth keeping. */
function isCloudOrEmpty(server: string): boolean {
  return server.trim() === '' || server.startsWith(cloudUrl);
}

function Note({ note, place }: { note: SetupNote | null; place: SetupNote['place'] }): JSX.Element | null {
  if (note?.place !== place) return null;
  return (
    <p class={`setup-note setup-${note.tone}`} role={note.tone === 'bad' ? 'alert' : 'status'}>
      {note.text}
    </p>
  );
}

function LettaFields({ model }: { model: SetupModel }): JSX.Element {
  const { draft, note, change } = model;
  return (
    <>
      <div class="setup-quick">
        <button type="button" class="button" onClick={() => change({ server: cloudUrl })}>
          Letta Cloud
        </button>
        <button
          type="button"
          class="button"
          onClick={() => change({ server: isCloudOrEmpty(draft.server) ? ownUrl : draft.server })}
        >
          My own server
        </button>
      </div>
      <TextField
        label="Letta server"
        address
        value={draft.server}
        placeholder={cloudUrl}
        onInput={(server) => change({ server })}
      />
      <SecretField
        label="API key or password"
        noun="key"
        value={draft.apiKey}
        hint={
          draft.server.startsWith(cloudUrl)
            ? 'Letta Cloud needs an API key. You find yours at platform.letta.com/api-keys.'
            : 'Leave it empty if your server asks for none.'
        }
        onInput={(apiKey) => change({ apiKey })}
      />
      <div class="setup-test">
        <button type="button" class="button" onClick={model.testLetta}>
          Test Letta connection
        </button>
        <Note note={note} place="letta" />
      </div>
      <AgentFields model={model} />
    </>
  );
}

function MirrorFields({ model }: { model: SetupModel }): JSX.Element {
  const { draft, note, change } = model;
  return (
    <>
      <TextField
        label="Mirror address"
        address
        value={draft.mirrorAddress}
        placeholder="http://127.0.0.1:8787"
        hint="Or paste the connect code that the mirror printed: it fills in both fields."
        onInput={(mirrorAddress) => change({ mirrorAddress })}
      />
      <SecretField
        label="Mirror token"
        noun="token"
        value={draft.mirrorToken}
        onInput={(mirrorToken) => change({ mirrorToken })}
      />
      <div class="setup-test">
        <button type="button" class="button" onClick={model.testMirror}>
          Test mirror connection
        </button>
        <Note note={note} place="mirror" />
      </div>
    </>
  );
}

function Section({ title, about, children }: { title: string; about: string; children: ComponentChildren }) {
  return (
    <section class="setup-section">
      <h2>{title}</h2>
      <p class="setup-about">{about}</p>
      {children}
    </section>
  );
}

const lettaWords = 'The agent you talk to lives on a Letta server: Letta’s own, or yours.';
const mirrorWords =
  'Optional. Your own small server that keeps a copy of every chat and brings it to your other devices.';

/** Connects the agent and, where wanted, the mirror. Every verb runs straight from its click. */
export function SetupForm({ service, saved, mode, onSaved }: Props): JSX.Element {
  const first = mode === 'first-run';
  const savedWords = first ? 'Connected.' : 'Saved.';
  const model = useSetup({ service, saved, lettaNeeded: first, savedWords, onSaved });
  return (
    <form
      class={first ? 'setup setup-first' : 'setup'}
      onSubmit={(event) => {
        event.preventDefault();
        model.save();
      }}
    >
      {first ? (
        <>
          <p class="setup-about">{lettaWords}</p>
          <LettaFields model={model} />
          <details class="setup-more" open>
            <summary>Mirror (optional)</summary>
            <div class="setup-group">
              <p class="setup-about">{mirrorWords}</p>
              <MirrorFields model={model} />
            </div>
          </details>
        </>
      ) : (
        <>
          <Section title="Letta agent" about={lettaWords}>
            <LettaFields model={model} />
          </Section>
          <Section title="Mirror" about={mirrorWords}>
            <MirrorFields model={model} />
          </Section>
        </>
      )}
      <div class="setup-save">
        <button type="submit" class="button primary">
          {first ? 'Save and connect' : 'Save'}
        </button>
        <Note note={model.note} place="save" />
      </div>
    </form>
  );
}
