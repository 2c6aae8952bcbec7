import * as v from 'valibot';
import { type Attached, attachedFields, nothingAttached } from './attached.ts';

/**
 * What one panel must know before, and without, the background: which session its window shows, and the
 * words that have left the composer but have not been acknowledged. Lies in the document's own storage,
 * because that is written at once, even while the worker is dead or the panel is being closed.
 */
const outgoingSchema = v.array(
  v.object({
    id: v.pipe(v.string(), v.uuid()),
    text: v.string(),
    ...attachedFields,
    variantOf: v.nullable(v.pipe(v.string(), v.uuid())),
    follows: v.optional(v.pipe(v.string(), v.uuid())),
    at: v.number(),
  }),
);
export type Outgoing = Readonly<v.InferOutput<typeof outgoingSchema>[number]>;

const attachedSchema = v.object(attachedFields);
const editingSchema = v.object({
  messageId: v.pipe(v.string(), v.uuid()),
  text: v.string(),
  ...attachedFields,
});
export type Editing = Readonly<v.InferOutput<typeof editingSchema>>;

const versionsSchema = v.record(v.string(), v.pipe(v.string(), v.uuid()));
/** A note that the background has not confirmed; `base`: what the store said when it was begun. */
const unsentNoteSchema = v.object({ note: v.string(), base: v.string() });
export type UnsentNote = Readonly<v.InferOutput<typeof unsentNoteSchema>>;
const notesSchema = v.record(v.pipe(v.string(), v.uuid()), unsentNoteSchema);

export interface PanelMemory {
  /** The session that this window showed last; survives a reload, not the window. Else the unsaved one. */
  readSession(): string | null;
  saveSession(sessionId: string): void;
  /** The session that holds the newest of what storage refuses; null where all is saved. */
  saveUnsavedSession(sessionId: string | null): void;
  readOutgoing(sessionId: string): readonly Outgoing[];
  saveOutgoing(sessionId: string, outgoing: readonly Outgoing[]): void;
  readEditing(sessionId: string): Editing | null;
  saveEditing(sessionId: string, editing: Editing | null): void;
  /** What waits beside the session's draft. */
  readAttached(sessionId: string): Attached;
  saveAttached(sessionId: string, attached: Attached): void;
  /** Notes of saved postings that the background has not taken yet, by posting. */
  readNotes(): Readonly<Record<string, UnsentNote>>;
  saveNotes(notes: Readonly<Record<string, UnsentNote>>): void;
  /** Which versions of questions this window's user looks at, by `Versions.key`. */
  readVersions(sessionId: string): Readonly<Record<string, string>>;
  saveVersions(sessionId: string, versions: Readonly<Record<string, string>>): void;
  /** An empty session with a draft, which no list shows: the next "New chat" returns to it. */
  readParked(): string | null;
  saveParked(sessionId: string | null): void;
  /** The name of the agent that was connected last, also of other panels; null where none is. */
  readAgent(): string | null;
  saveAgent(name: string | null): void;
  readSaid(notice: string): boolean;
  /** As `saveSaid`, and back. */
  saveMark(mark: string, set: boolean): void;
  saveSaid(notice: string): void;
}

/** The two storages of the document; either may refuse (private windows, full disk). */
export interface MemoryPorts {
  readonly local: Storage;
  readonly window: Storage;
}

export function createPanelMemory({ local, window }: MemoryPorts): PanelMemory {
  return {
    readSession: () =>
      read(window, 'session', v.pipe(v.string(), v.uuid())) ??
      read(local, 'unsaved-session', v.pipe(v.string(), v.uuid())),
    saveSession: (sessionId) => save(window, 'session', sessionId),
    saveUnsavedSession: (sessionId) => save(local, 'unsaved-session', sessionId),
    readOutgoing: (sessionId) => read(local, `outgoing:${sessionId}`, outgoingSchema) ?? [],
    saveOutgoing: (sessionId, outgoing) =>
      save(local, `outgoing:${sessionId}`, outgoing.length === 0 ? null : outgoing),
    readEditing: (sessionId) => read(local, `editing:${sessionId}`, editingSchema),
    saveEditing: (sessionId, editing) => save(local, `editing:${sessionId}`, editing),
    readAttached: (sessionId) => read(local, `attached:${sessionId}`, attachedSchema) ?? nothingAttached,
    saveAttached: (sessionId, attached) =>
      save(local, `attached:${sessionId}`, attached.quotes.length === 0 ? null : attached),
    readNotes: () => read(local, 'notes', notesSchema) ?? {},
    saveNotes: (notes) => save(local, 'notes', Object.keys(notes).length === 0 ? null : notes),
    readVersions: (sessionId) => read(local, `versions:${sessionId}`, versionsSchema) ?? {},
    saveVersions: (sessionId, versions) =>
      save(local, `versions:${sessionId}`, Object.keys(versions).length === 0 ? null : versions),
    readParked: () => read(local, 'parked', v.pipe(v.string(), v.uuid())),
    saveParked: (sessionId) => save(local, 'parked', sessionId),
    readAgent: () => read(local, 'agent', v.string()),
    saveAgent: (name) => save(local, 'agent', name),
    readSaid: (notice) => read(local, `said:${notice}`, v.boolean()) ?? false,
    saveMark: (mark, set) => save(local, `said:${mark}`, set ? true : null),
    saveSaid: (notice) => save(local, `said:${notice}`, true),
  };
}

function read<Schema extends v.GenericSchema>(
  storage: Storage,
  key: string,
  schema: Schema,
): v.InferOutput<Schema> | null {
  try {
    const json = storage.getItem(key);
    if (json === null) return null;
    const parsed = v.safeParse(schema, JSON.parse(json));
    return parsed.success ? parsed.output : null;
  } catch (error) {
    console.error('panel memory: could not read', key.split(':')[0], error);
    return null;
  }
}

function save(storage: Storage, key: string, value: unknown): void {
  try {
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(value));
  } catch (error) {
    // A second net only: the background holds the same words as soon as it answers.
    console.error('panel memory: could not save', key.split(':')[0], error);
  }
}
