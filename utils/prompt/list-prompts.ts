import { type Audience, type Prompt, promptLimits, type PromptEdits } from '../chat/prompt.ts';
import { builtInPrompts } from './built-in-prompts.ts';

/** A prompt as it is offered. `origin`: ours, ours with the user's changes, or the user's own. */
export interface ListedPrompt extends Prompt {
  readonly origin: 'built-in' | 'edited' | 'own';
  readonly keywords: string;
}

/** All prompts that the user has not deleted, in the user's order. */
export function listPrompts(edits: PromptEdits): ListedPrompt[] {
  const edited = new Map(edits.edited.map((prompt) => [prompt.id, prompt]));
  const hidden = new Set(edits.hidden);
  const all: ListedPrompt[] = builtInPrompts
    .filter(({ id }) => !hidden.has(id))
    .map((prompt) => {
      const own = edited.get(prompt.id);
      return own === undefined
        ? { ...prompt, origin: 'built-in' }
        : { ...own, keywords: prompt.keywords, origin: 'edited' };
    });
  for (const prompt of edits.own) all.push({ ...prompt, keywords: '', origin: 'own' });
  const places = new Map(edits.order.map((id, place) => [id, place]));
  const placeOf = ({ id }: Prompt): number => places.get(id) ?? Number.MAX_SAFE_INTEGER;
  return all.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** The prompts that are offered in the panel: those for whom the user is. Own ones always are. */
export function listOffered(edits: PromptEdits): ListedPrompt[] {
  const wanted = (audience: Audience): boolean => edits.shown === 'everyone' || edits.shown === audience;
  return listPrompts(edits).filter(({ audience, origin }) => origin === 'own' || wanted(audience));
}

/**
 * The handful for an empty chat, in the user's order: with a posting in sight those that read it first,
 * without one only those that need none.
 */
export function listStarters(
  edits: PromptEdits,
  { posting, most }: { readonly posting: boolean; readonly most: number },
): ListedPrompt[] {
  const offered = listOffered(edits);
  const fitting = offered.filter((prompt) => prompt.needsPosting === posting);
  const rest = posting ? offered.filter((prompt) => !prompt.needsPosting) : [];
  return [...fitting, ...rest].slice(0, most);
}

/** Takes in a changed or new prompt, cut to its limits. One that reads as ours again is ours again. */
export function savePrompt(edits: PromptEdits, prompt: Prompt): PromptEdits {
  const { id, audience, needsPosting } = prompt;
  const title = prompt.title.trim().slice(0, promptLimits.title);
  const text = prompt.text.trim().slice(0, promptLimits.text);
  const next: Prompt = { id, title, text, audience, needsPosting };
  const ours = builtInPrompts.find((one) => one.id === id);
  if (ours === undefined) {
    const known = edits.own.some((one) => one.id === id);
    const own = known ? edits.own.map((one) => (one.id === id ? next : one)) : [...edits.own, next];
    return { ...edits, own };
  }
  const others = edits.edited.filter((one) => one.id !== id);
  return { ...edits, edited: isSame(ours, next) ? others : [...others, next] };
}

function isSame(one: Prompt, other: Prompt): boolean {
  return (
    one.title === other.title &&
    one.text === other.text &&
    one.audience === other.audience &&
    one.needsPosting === other.needsPosting
  );
}

/** Takes a prompt off the list: an own one for good, one of ours until `restorePrompts`. */
export function deletePrompt(edits: PromptEdits, id: string): PromptEdits {
  if (edits.own.some((prompt) => prompt.id === id)) {
    return { ...edits, own: edits.own.filter((prompt) => prompt.id !== id) };
  }
  return { ...edits, hidden: [...new Set([...edits.hidden, id])] };
}

/** Gives a prompt of ours back its own words. */
export function resetPrompt(edits: PromptEdits, id: string): PromptEdits {
  return { ...edits, edited: edits.edited.filter((prompt) => prompt.id !== id) };
}

/** Brings back every prompt of ours that was deleted. */
export function restorePrompts(edits: PromptEdits): PromptEdits {
  return { ...edits, hidden: [] };
}

/** Moves a prompt one place up (-1) or down (1); nothing at the ends. */
export function movePrompt(edits: PromptEdits, id: string, by: -1 | 1): PromptEdits {
  const order = listPrompts(edits).map((prompt) => prompt.id);
  const from = order.indexOf(id);
  const to = from + by;
  const other = order[to];
  if (from < 0 || other === undefined) return edits;
  order[from] = other;
  order[to] = id;
  return { ...edits, order };
}
