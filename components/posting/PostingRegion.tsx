import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { SessionPosting } from '../../utils/chat/session.ts';
import type { Corrections } from '../../utils/posting/correct-posting.ts';
import type { Posting } from '../../utils/posting/posting.ts';
import { AboutLine } from './AboutLine.tsx';
import { PostingDetails } from './PostingDetails.tsx';
import { PostingHead } from './PostingHead.tsx';
import type { PostingField } from './posting-rows.ts';
import './posting.css';

/** A posting as it is shown: `posting` has the user's corrections laid over. `id` changes with the posting. */
export interface ShownPosting {
  readonly id: string;
  readonly posting: Posting;
  readonly corrections: Corrections;
  /** The page is the posting's application form. */
  readonly form: boolean;
}

/**
 * What the page holds; `asleep`: it may not be read yet. `denied` once that was refused: for the site, or
 * because nobody knows which site it is.
 */
export type PostingState =
  | { readonly type: 'posting'; readonly shown: ShownPosting }
  | { readonly type: 'asleep'; readonly denied: 'site' | 'unknown' | null }
  | { readonly type: 'reading' | 'list' | 'form' | 'none' | 'failed' | 'closed' };

/** What can be done with a posting. A missing act has no button. */
export interface PostingActs {
  readonly ask: () => void;
  /** Where the chat on screen is about another posting. */
  readonly addToChat: (() => void) | null;
  readonly continueEarlier: (() => void) | null;
  readonly correct: (field: PostingField, text: string | null) => void;
}

interface Props {
  readonly state: PostingState;
  /** What the chat is about, where that is not what the page shows. */
  readonly about: SessionPosting | null;
  readonly acts: PostingActs;
  /** Saves the posting or takes it off the list; null where that cannot be done. */
  readonly saving: { readonly saved: boolean; readonly onSave: () => void } | null;
  /** Asks for the right to read the site; must be called in the click's own turn. */
  readonly onAllow: () => void;
  readonly onRead: () => void;
  /** More for the open region, as the questions of a form. */
  readonly children?: ComponentChildren;
}

/** What the panel knows of the page beside it: a line or two, which open to everything. */
export function PostingRegion(props: Props) {
  const { state, about } = props;
  // Kept here: a page that is read again must not close what its reader opened.
  const [openId, setOpenId] = useState<string | null>(null);
  if (state.type === 'closed' && about === null) return null;
  return (
    <section class="posting" aria-label="Job posting" aria-busy={state.type === 'reading'}>
      {state.type === 'posting' ? (
        <KnownPosting
          key={state.shown.id}
          {...props}
          shown={state.shown}
          open={openId === state.shown.id}
          onOpen={(open) => setOpenId(open ? state.shown.id : null)}
        />
      ) : (
        <>
          <PageLine {...props} />
          <Ways
            about={about}
            addToChat={null}
            continueEarlier={state.type === 'form' ? props.acts.continueEarlier : null}
          />
        </>
      )}
      {props.children}
    </section>
  );
}

interface KnownProps extends Props {
  readonly shown: ShownPosting;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
}

function KnownPosting({ shown, acts, about, saving, open, onOpen }: KnownProps) {
  const detailsId = useId();
  return (
    <>
      <PostingHead
        shown={shown}
        open={open}
        detailsId={detailsId}
        saving={saving}
        onAsk={acts.ask}
        onToggle={() => onOpen(!open)}
      />
      <Ways {...acts} about={about} />
      <div id={detailsId} hidden={!open}>
        {open && <PostingDetails shown={shown} onCorrect={acts.correct} />}
      </div>
    </>
  );
}

type WaysProps = Pick<PostingActs, 'continueEarlier' | 'addToChat'> & Pick<Props, 'about'>;

/** What the chat on screen is about, and where the talk about the page's job can go on. */
function Ways({ about, continueEarlier, addToChat }: WaysProps) {
  if (about === null && (continueEarlier ?? addToChat) === null) return null;
  return (
    <div class="posting-ways">
      {about !== null && <AboutLine about={about} />}
      {continueEarlier !== null && (
        <button type="button" class="link-button" onClick={continueEarlier}>
          Continue earlier chat
        </button>
      )}
      {addToChat !== null && (
        <button type="button" class="link-button" onClick={addToChat}>
          Add to this chat
        </button>
      )}
    </div>
  );
}

const lines = {
  reading: 'Reading the page…',
  list: 'This page lists jobs; open one.',
  form: 'This is an application form.',
  none: 'No job posting found on this page.',
  failed: 'The page did not answer.',
} as const;

function asleepWords(denied: 'site' | 'unknown' | null): string {
  if (denied === 'site') return 'Not allowed, so this page stays unread.';
  if (denied === 'unknown') return 'To allow it, press TalentScout in the browser’s toolbar.';
  return 'This page is not read yet.';
}

function PageLine({ state, onAllow, onRead }: Props) {
  if (state.type === 'closed' || state.type === 'posting') return null;
  if (state.type === 'asleep') {
    return (
      <div class="posting-line">
        <p>{asleepWords(state.denied)}</p>
        <button type="button" class="button" onClick={onAllow}>
          Read this page
        </button>
      </div>
    );
  }
  return (
    <div class="posting-line">
      <p>{lines[state.type]}</p>
      {state.type === 'failed' && (
        <button type="button" class="button" onClick={onRead}>
          Try again
        </button>
      )}
      {state.type === 'none' && (
        <button type="button" class="link-button" onClick={onRead}>
          Read again
        </button>
      )}
    </div>
  );
}
