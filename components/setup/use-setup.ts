import { useRef, useState } from 'preact/hooks';
import type {
  AgentChoice,
  AgentWish,
  LettaFound,
  SetupFailure,
  SetupFields,
  SetupSaved,
  SetupService,
} from '../../utils/chat/setup.ts';
import { toFailureWords, toFoundWords } from './setup-words.ts';

/** The form's texts; `agentId` is `newAgent` for one to be made and empty for none. */
export interface SetupDraft {
  readonly server: string;
  readonly apiKey: string;
  readonly agentId: string;
  readonly newName: string;
  readonly about: string;
  readonly mirrorAddress: string;
  readonly mirrorToken: string;
}

/** The value of the choice "New agent…". */
export const newAgent = 'new';

/** The one thing that the form says, next to the button that it is about. */
export interface SetupNote {
  readonly place: 'letta' | 'mirror' | 'save';
  readonly tone: 'busy' | 'good' | 'bad';
  readonly text: string;
}

export interface SetupModel {
  readonly draft: SetupDraft;
  readonly agents: readonly AgentChoice[];
  readonly practice: boolean;
  readonly note: SetupNote | null;
  change(part: Partial<SetupDraft>): void;
  testLetta(): void;
  testMirror(): void;
  save(): void;
}

interface Options {
  readonly service: SetupService;
  readonly saved: Pick<SetupSaved, 'fields' | 'practice'>;
  /** At first run there is nothing to save without a server. */
  readonly lettaNeeded: boolean;
  readonly savedWords: string;
  readonly onSaved: (() => void) | undefined;
}

function toDraft({ letta, agent, mirror }: SetupFields): SetupDraft {
  return {
    server: letta.server,
    apiKey: letta.apiKey,
    agentId: agent.kind === 'existing' ? agent.agentId : '',
    newName: '',
    about: '',
    mirrorAddress: mirror.address,
    mirrorToken: mirror.token,
  };
}

function toWish(draft: SetupDraft, agents: readonly AgentChoice[]): AgentWish {
  if (draft.agentId === newAgent) return { kind: 'new', name: draft.newName, about: draft.about };
  const chosen = agents.find(({ agentId }) => agentId === draft.agentId);
  return chosen ? { kind: 'existing', ...chosen } : { kind: 'none' };
}

function toFields(draft: SetupDraft, agents: readonly AgentChoice[]): SetupFields {
  return {
    letta: { server: draft.server, apiKey: draft.apiKey },
    agent: toWish(draft, agents),
    mirror: { address: draft.mirrorAddress, token: draft.mirrorToken },
  };
}

/** Which of the agents is chosen now: the one before where it is still there, else the only one. */
function keepChoice(agentId: string, agents: readonly AgentChoice[]): string {
  if (agentId === newAgent || agents.some((agent) => agent.agentId === agentId)) return agentId;
  return agents.length === 1 ? (agents[0]?.agentId ?? '') : '';
}

function listSaved({ agent }: SetupFields): readonly AgentChoice[] {
  return agent.kind === 'existing' ? [{ agentId: agent.agentId, agentName: agent.agentName }] : [];
}

interface NoteModel {
  readonly note: SetupNote | null;
  setNote(note: SetupNote): void;
  /** Something was typed: what was said, and what is still to be answered, is about older values. */
  forget(): void;
  /**
   * Runs a verb straight in the click, because it asks the browser for permission before anything else, and
   * shows its outcome unless something was typed or begun meanwhile.
   */
  run(place: SetupNote['place'], busy: string, begin: () => Promise<() => void>): void;
}

function useNote(): NoteModel {
  const [note, setNote] = useState<SetupNote | null>(null);
  const round = useRef(0);
  return {
    note,
    setNote,
    forget() {
      round.current += 1;
      setNote(null);
    },
    run(place, busy, begin) {
      const outcome = begin();
      round.current += 1;
      const mine = round.current;
      setNote({ place, tone: 'busy', text: busy });
      outcome.then(
        (show) => round.current === mine && show(),
        (cause: unknown) => {
          console.error('setup: unexpected', cause);
          setNote({ place, tone: 'bad', text: toFailureWords(unexpected) });
        },
      );
    },
  };
}

const unexpected: SetupFailure = { ok: false, problem: 'unknown', detail: '', agents: [] };

interface FormState {
  readonly draft: SetupDraft;
  readonly agents: readonly AgentChoice[];
  readonly practice: boolean;
}

/** The form's values, of which two may change before the next drawing (as when a browser fills them in). */
function useForm(begin: () => FormState) {
  const [form, setForm] = useState(begin);
  const latest = useRef(form);
  return {
    form,
    read: () => latest.current,
    update(part: Partial<FormState>): void {
      latest.current = { ...latest.current, ...part };
      setForm(latest.current);
    },
  };
}

/** The state of the connection's form. What was typed is only ever replaced by what was saved of it. */
export function useSetup({ service, saved, lettaNeeded, savedWords, onSaved }: Options): SetupModel {
  const { form, read, update } = useForm(() => ({
    draft: toDraft(saved.fields),
    agents: listSaved(saved.fields),
    practice: saved.practice,
  }));
  const { note, setNote, forget, run } = useNote();
  const readFields = (): SetupFields => toFields(read().draft, read().agents);

  function change(part: Partial<SetupDraft>): void {
    forget();
    const { draft } = read();
    const code = service.parseConnectCode(part.mirrorAddress ?? part.mirrorToken ?? '');
    const typed = code ? { mirrorAddress: code.address, mirrorToken: code.token } : part;
    if (part.server === undefined || part.server === draft.server) {
      update({ draft: { ...draft, ...typed } });
      return;
    }
    // Another server has other agents.
    const agentId = draft.agentId === newAgent ? newAgent : '';
    update({ draft: { ...draft, agentId, ...typed }, agents: [], practice: false });
  }

  function showFailure(place: SetupNote['place'], failure: SetupFailure): void {
    const { problem, agents } = failure;
    const { draft } = read();
    if (problem === 'no-agents') update({ draft: { ...draft, agentId: newAgent }, agents });
    // The agent that was made for a save that failed is there now.
    const wanted = problem === 'not-saved' ? '' : draft.agentId;
    if (agents.length > 0) update({ draft: { ...draft, agentId: keepChoice(wanted, agents) }, agents });
    setNote({ place, tone: problem === 'choose-agent' ? 'good' : 'bad', text: toFailureWords(failure) });
  }

  function showFound(found: LettaFound): void {
    const { draft } = read();
    const { agents, practice, baseUrl } = found;
    const agentId = keepChoice(draft.agentId, agents);
    update({ draft: { ...draft, server: baseUrl, agentId }, agents, practice });
    setNote({ place: 'letta', tone: 'good', text: toFoundWords(found) });
  }

  function showSaved({ fields, practice }: SetupSaved): void {
    const { draft, agents } = read();
    const stays = agents.length > 0 && draft.agentId !== newAgent;
    update({ draft: toDraft(fields), agents: stays ? agents : listSaved(fields), practice });
    setNote({ place: 'save', tone: 'good', text: savedWords });
    onSaved?.();
  }

  const failWith = (place: SetupNote['place'], failure: SetupFailure) => () => showFailure(place, failure);

  return {
    ...form,
    note,
    change,
    testLetta: () =>
      run('letta', 'Testing…', async () => {
        const found = await service.checkLetta(readFields().letta);
        return found.ok ? () => showFound(found) : failWith('letta', found);
      }),
    testMirror: () =>
      run('mirror', 'Testing…', async () => {
        const found = await service.checkMirror(readFields().mirror);
        if (!found.ok) return failWith('mirror', found);
        const text = `Connected to the mirror at ${found.baseUrl}.`;
        return () => setNote({ place: 'mirror', tone: 'good', text });
      }),
    save: () => {
      // A second click would make a second agent.
      if (note?.place === 'save' && note.tone === 'busy') return;
      if (lettaNeeded && read().draft.server.trim() === '') {
        showFailure('save', { ...unexpected, problem: 'no-server' });
        return;
      }
      run('save', lettaNeeded ? 'Connecting…' : 'Saving…', async () => {
        const result = await service.save(readFields());
        return result.ok ? () => showSaved(result) : failWith('save', result);
      });
    },
  };
}
