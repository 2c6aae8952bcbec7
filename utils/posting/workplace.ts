import type { Workplace } from './posting.ts';

const hybrid =
  /\bhybrid\b|\bhybride\b|h[íi]brid[oa]|ibrido|\bhybridi\b|hybrydow|гібрид|гибрид|ハイブリッド|混合办公|하이브리드|היברידי|teilweise (?:home-?office|remote)|partial(?:ly)? remote|part remote/iu;
const remote =
  /\bremote(?:ly)?\b|\btelecommute\b|work from (?:home|anywhere)|\bwfh\b|home-?office|\btelearbeit|t[ée]l[ée]travail|[àa] distance|en remoto|\bremot[oa]\b|teletrabajo|trabalho remoto|da remoto|smart working|thuiswerk|fjernarbejde|distansarbete|\bet[äa]ty[öo]|zdaln|дистанц|віддален|удал[её]нн|リモート|在宅|テレワーク|远程|遠端|재택|원격|עבודה מהבית/iu;
const onSite =
  /\bon-?\s?site\b|\bin[\s-](?:person|office)\b|\bvor ort\b|sur (?:site|place)|presencial|in presenza|in sede|op locatie|stacjonarn|출근|出社/iu;
const negated = /\b(?:no|not|non|without|kein|keine|pas de|sin)\b[^.]{0,20}$/i;

/** How a labelled value or a short line describes the workplace; null where it says nothing of it. */
export function toWorkplace(text: string): Workplace | null {
  const short = text.slice(0, 300);
  if (hybrid.test(short)) return 'hybrid';
  const found = remote.exec(short);
  if (found !== null && !negated.test(short.slice(0, found.index))) return 'remote';
  return onSite.test(short) ? 'on-site' : null;
}

/** True where `text` names a way of working and little else ("Remote", "Hybrid (3 days)"). */
export function isWorkplaceLine(text: string): boolean {
  return text.length <= 40 && toWorkplace(text) !== null;
}
