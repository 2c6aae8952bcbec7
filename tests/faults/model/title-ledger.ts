import { hlcTimeMs } from '../../../utils/chat/hlc.ts';

interface Edit {
  readonly device: number;
  readonly title: string;
  readonly hlc: string;
  /** The mirror takes the edit's time as it is: its clock was not ahead. */
  readonly sure: boolean;
}

/** Which titles a session may end with. An edit loses to one whose author saw it, and to a later one. */
export interface TitleLedger {
  add(edit: {
    readonly sessionId: string;
    readonly device: number;
    readonly title: string;
    readonly hlc: string;
    /** What the author saw. */
    readonly shown: string | undefined;
    /**
     * The latest that the author's clock gave. The mirror may have replaced the edit's own time by now; a
     * power cut brings that back where the answer was not on disk yet.
     */
    readonly clock: string | null;
    /** True time, epoch ms. */
    readonly now: number;
  }): void;
  /** A fault made it unknowable, of one session or of all. */
  blur(sessionId?: string): void;
  /**
   * After a restore an edit of a clock that is ahead counts as made when the mirror hears of it again:
   * whoever lost to another may win then.
   */
  blurWhereClocksWereAhead(): void;
  /** Null where nothing is promised. */
  allowed(sessionId: string): ReadonlySet<string> | null;
}

/** Less than the mirror tolerates, in ms: time passes until it hears of the edit. */
const sureMs = 50_000;

export function createTitleLedger(): TitleLedger {
  const sessions = new Map<string, readonly Edit[] | null>();
  const ahead = new Set<string>();

  return {
    add({ sessionId, device, title, hlc, shown, clock, now }) {
      const edit: Edit = { device, title, hlc, sure: hlcTimeMs(hlc) <= now + sureMs };
      if (!edit.sure || hlcTimeMs(clock ?? hlc) > now + sureMs) ahead.add(sessionId);
      const before = sessions.get(sessionId);
      if (before === null) return;
      const rivals = (before ?? []).filter((other) => other.device !== device && other.title !== shown);
      const lost = rivals.some((other) => other.sure && edit.sure && other.hlc > hlc);
      const left = rivals.filter((other) => !other.sure || !edit.sure || other.hlc > hlc);
      sessions.set(sessionId, lost ? left : [...left, edit]);
    },
    blur(sessionId) {
      for (const id of sessionId === undefined ? sessions.keys() : [sessionId]) sessions.set(id, null);
    },
    blurWhereClocksWereAhead() {
      for (const id of ahead) sessions.set(id, null);
    },
    allowed(sessionId) {
      const edits = sessions.get(sessionId) ?? null;
      return edits === null ? null : new Set(edits.map(({ title }) => title));
    },
  };
}
