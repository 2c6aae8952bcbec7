import type { ComponentProps, JSX } from 'preact';
import { SetupForm } from '../../components/setup/SetupForm.tsx';
import type { SetupSaved, SetupService } from '../../utils/chat/setup.ts';
import type { PromptEditsModel } from './prompt-edits-model.ts';
import { Prompts } from './Prompts.tsx';
import { ReadingPages } from './ReadingPages.tsx';
import { ReportProblem } from './ReportProblem.tsx';
import { Retention } from './Retention.tsx';
import { Shortcut } from './Shortcut.tsx';
import { Storage } from './Storage.tsx';
import type { KeepingPorts, StoragePorts } from './storage-ports.ts';
import './options.css';

interface Props {
  readonly service: SetupService;
  readonly saved: Pick<SetupSaved, 'fields' | 'practice'>;
  readonly prompts: PromptEditsModel;
  readonly reading: ComponentProps<typeof ReadingPages>;
  readonly keeping: KeepingPorts;
  readonly storage: StoragePorts;
  readonly version: string;
  readonly readShortcut: () => Promise<string>;
  readonly openShortcutSettings: () => Promise<'opens' | 'by-hand'>;
  readonly saveReport: () => Promise<string>;
}

/** The settings' page: the connection, the shortcut, and what is stored where. */
export function Options(props: Props): JSX.Element {
  const {
    service,
    saved,
    prompts,
    reading,
    keeping,
    storage,
    version,
    readShortcut,
    openShortcutSettings,
    saveReport,
  } = props;
  return (
    <main class="options">
      <header>
        <h1>TalentScout settings</h1>
      </header>
      <SetupForm service={service} saved={saved} mode="options" />
      <Shortcut readShortcut={readShortcut} openShortcutSettings={openShortcutSettings} />
      <Prompts model={prompts} />
      <ReadingPages {...reading} />
      <Retention ports={keeping} />
      <Storage ports={storage} />
      <section class="options-section" aria-labelledby="privacy">
        <h2 id="privacy">What is stored where</h2>
        <ul>
          <li>Your chats are stored in this browser, on this device.</li>
          <li>
            What you write goes to your Letta server, which keeps the agent’s memory and its own history.
          </li>
          <li>If you connect a mirror, it keeps a copy of your chats. Without one, no copy is made.</li>
          <li>
            The key and the token stay in this browser’s extension storage. They are sent to their own server
            only, and are never part of an export.
          </li>
          <li>Nothing is sent to anyone else: no analytics, no error reports.</li>
        </ul>
      </section>
      <ReportProblem saveReport={saveReport} />
      <footer>TalentScout {version}</footer>
    </main>
  );
}
