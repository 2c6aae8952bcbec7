import type { Prompt } from '../chat/prompt.ts';
import { recruiterPrompts } from './recruiter-prompts.ts';

/** A prompt that we ship. `keywords`: what else somebody might type to find it. */
export interface BuiltInPrompt extends Prompt {
  readonly keywords: string;
}

const jobSeeker = { audience: 'job-seeker' } as const;

const jobSeekerPrompts: readonly BuiltInPrompt[] = [
  {
    ...jobSeeker,
    id: 'fit',
    title: 'How well do I fit?',
    keywords: 'match gaps evidence compare suitable',
    needsPosting: true,
    text: `How well do I fit the quoted posting? For the job, use only the posting. For me, use only what I told you, what is in your memory, and documents I gave you.

Start with one line: strong, possible or weak fit, and the reason that weighs most.

Then a table, conditions first, wishes after:
what it asks (their words) | my evidence (what I did, and where you know it from) | met, partly, gap or unknown

Then, short:
- Gaps that matter: can I close it, how do I speak about it honestly, or does it rule me out?
- What I bring that they do not ask for and would value.
- What you need from me: one question for each important "unknown", five at most.

Nothing counts as met without evidence: invent none, and soften no gap. "Unknown" is not "gap". If you know nothing of my background, say so and ask for my résumé instead. If no posting is quoted here or earlier in this chat, ask me for it.`,
  },
  {
    ...jobSeeker,
    id: 'really-asks',
    title: 'What does it really ask?',
    keywords: 'requirements summary must have explain read posting',
    needsPosting: true,
    text: `What does the quoted posting really ask for?

1. The work: what the person would do in the first six months, in plain words.
2. Conditions: only what the posting makes a condition. Quote the words that make it one.
3. Wishes: the rest, what counts most first.
4. Between the lines: level, team, workload, why the job is open. Quote what you infer it from, and call it a guess.
5. Not stated: what I need to know and the posting leaves out (pay, place, contract, who I would report to, how they choose).
6. Three questions worth asking before I apply.

Use only the posting. Do not fill gaps with what is usual for such jobs: write "not stated". Keep it to one screen. If no posting is quoted here or earlier in this chat, ask me for it.`,
  },
  {
    ...jobSeeker,
    id: 'can-take',
    title: 'Can I take it at all?',
    keywords: 'visa clearance place sponsorship work permit relocation remote eligible hard stop',
    needsPosting: true,
    text: `Before I spend time on the quoted posting: is anything in it a hard stop for me?

First line: "Yes", "No" or "Depends on …".

Then a table: what it demands (quote) | what you know of me | open, closed or unknown
Go through: right to work and visa sponsorship; citizenship and security clearance; place, office days and time zone; relocation and travel; languages; degrees, licences and certificates that are a condition; contract, hours and start; pay against my minimum; deadline.
Leave out rows where the posting demands nothing, and name those in one line under the table as "not stated".

Use only the posting, your memory of me and this chat. Never guess my nationality, permits, age, health or family from my name, my language or where I lived: write "unknown" and ask me. Do not state what a visa law allows as a fact; tell me which official source decides it. End with the questions to me and to the employer that would settle every "unknown". If no posting is quoted here or earlier in this chat, ask me for it.`,
  },
  {
    ...jobSeeker,
    id: 'real-and-fresh',
    title: 'Is it real and fresh?',
    keywords: 'scam fake ghost stale old expired trust',
    needsPosting: true,
    text: `Is the quoted posting a real job that is still open?

First line: likely real and open, doubtful, or likely stale or fake; how sure you are; the two facts that weigh most.

Then a table: sign | quote | what it suggests
- Age: date posted, deadline, and days between them and the day it was read.
- Who: named employer or hidden behind an agency; does the host of the address belong to them?
- Substance: concrete work, team and pay, or text that fits any job; facts that contradict each other.
- Warning signs: money, bank or identity data asked for; moving to a messenger; pay far above the work; a private mail address; "talent pool" and always-open wording.

Judge by what is quoted. If you have a tool that searches the web, use it and give the addresses; if not, do not claim a check that you have not made. A missing date is "unknown", not "old". End with what I can check myself in five minutes, best check first. If no posting is quoted here or earlier in this chat, ask me for it.`,
  },
  {
    ...jobSeeker,
    id: 'tailor-resume',
    title: 'Tailor my résumé',
    keywords: 'cv curriculum vitae ats bullets',
    needsPosting: true,
    text: `Tailor my résumé to the quoted posting. Your only sources for me are my résumé, your memory and this chat. If you do not have my résumé, ask for it and stop there.

1. What this employer looks for, in three lines and in their words.
2. Changes, those with the most effect first: before → after, and which requirement each one serves.
3. The whole tailored résumé, ready to paste: plain headings, newest first, two pages at most, in the posting's language.

You may rephrase, reorder, weigh and cut. You may not invent or stretch an employer, title, date, figure, tool, degree or level. Use the posting's terms only where they are true of me. Where a figure would help and you have none, write [figure?].

4. Last: what I have to fill in, and the requirements that nothing in my past supports. If no posting is quoted here or earlier in this chat, ask me for it.`,
  },
  {
    ...jobSeeker,
    id: 'cover-letter',
    title: 'Cover letter in my voice',
    keywords: 'application letter motivation write',
    needsPosting: true,
    text: `Write my cover letter for the quoted posting, in my voice.

Voice: take it from what I wrote myself and you remember. If you have no sample, write plainly and tell me so.
Language: the posting's. Length: 250 to 300 words.
Content: an opening that fits only this job; two or three things I did that answer their main needs, each with its result; why this employer, from facts in the posting or from me; one closing sentence with the next step.

Use only facts from the posting, your memory and this chat. Invent nothing: no figure, tool, title, motive or praise. Where a fact is missing, leave [what is missing] in its place. None of "I am writing to apply", "passionate", "perfect fit", "fast-paced".

Below the letter, outside of it: each claim about me and where you have it from; what I must fill in; the one requirement that the letter cannot answer. If no posting is quoted here or earlier in this chat, ask me for it.`,
  },
  {
    ...jobSeeker,
    id: 'form-question',
    title: 'Answer a form question',
    keywords: 'application form field question reply paste',
    needsPosting: false,
    text: `Answer this question of an application form from my facts, ready to paste:

{question}

Use only what you know of me from your memory and this chat, and the posting if one is quoted here or earlier; invent nothing. Answer in the question's language, in the first person and in my voice. The first sentence answers; then one concrete example with its result. Keep to the limit that the question sets, else to 120 words.

If it asks for a yes or no, a number, a date, pay, a permit, health, a criminal record or another declaration, give only what I told you in so many words. Else do not answer for me: ask. Where a fact is missing, write [what is missing].

Below the answer, outside of it: the facts you used and where you have them from, and what I should check.`,
  },
  {
    ...jobSeeker,
    id: 'interview',
    title: 'Prepare me for the interview',
    keywords: 'questions practice star answers',
    needsPosting: true,
    text: `Prepare me for an interview for the quoted posting. For the job use only the posting, for me only your memory and this chat.

1. What they have to find out about me: three to five things, with the words of the posting behind each.
2. The eight questions I am most likely to get, the hardest ones first. For each: what it tests; the true story of mine that answers it best, as situation, action, result; the follow-up to expect. If you know no story of mine, say "no story yet" and ask me for one.
3. My weak spots for this job, and an honest two-sentence answer to each.
4. Five questions for me to ask, about what the posting leaves open.
5. What to look up beforehand.

Invent no story and no result, and no facts about the employer. Bullets, no essays. Then offer to play the interviewer: one question at a time, with feedback after each of my answers. If no posting is quoted here or earlier in this chat, ask me for it.`,
  },
  {
    ...jobSeeker,
    id: 'know-me',
    title: 'What do you know about me?',
    keywords: 'memory profile facts background remember',
    needsPosting: false,
    text: `What do you know about me that matters for finding and getting a job?

List it under: experience, skills and proof of them, education and certificates, languages, right to work and places, pay and conditions, what I want and what I avoid, samples of how I write. One line for each fact, with where you have it from (I said it, a document, or your conclusion).

Mark what is old, vague or contradictory. Add nothing that you do not have: an empty heading says "nothing yet". Then ask me the five questions whose answers would help most to judge postings and to write applications, and remember what I answer.`,
  },
];

/** The prompts for the job at hand, in the order in which they are offered. */
export const builtInPrompts: readonly BuiltInPrompt[] = [...jobSeekerPrompts, ...recruiterPrompts];
