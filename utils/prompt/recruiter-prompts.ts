import type { BuiltInPrompt } from './built-in-prompts.ts';

const recruiter = { audience: 'recruiter', needsPosting: true } as const;

/** The prompts for those who hire. */
export const recruiterPrompts: readonly BuiltInPrompt[] = [
  {
    ...recruiter,
    id: 'improve-posting',
    title: 'Improve this posting',
    keywords: 'recruiter rewrite job ad advert inclusive clearer',
    text: `I am hiring with the quoted posting. Improve it.

1. What costs us good applicants, worst first, five at most: quote → why → fix. Look for unclear work, a wish list posing as conditions, missing pay, place or process, jargon, wording that shuts people out, and anything that may be unlawful where we hire (say that it needs checking; do not give legal advice).
2. The posting rewritten, ready to publish, in its language: title; what you will do; what you must bring (six points at most, each one needed on day one); what helps; what you get; how we choose and when you hear from us. Plain words, "you", no superlatives.
3. What I have to confirm or supply.

Keep every fact. Invent none: no pay, benefit, team size, technology or date. Where one is missing and would help, write [to confirm: …]. If you remember what we promised in other postings, point out contradictions. If no posting is quoted here or earlier in this chat, ask me for it.`,
  },
  {
    ...recruiter,
    id: 'interview-questions',
    title: 'Questions to ask candidates',
    keywords: 'recruiter interview structured scorecard hiring',
    text: `Make me a structured interview for the quoted posting, the same for every candidate.

1. The criteria: four to six, only what the posting demands, each with the words it rests on. Mark those that a résumé settles and an interview need not.
2. For each other criterion: one question about something the candidate really did, one probe, and what a strong (5), a middling (3) and a weak (1) answer contains.
3. One work sample of 30 minutes at most that resembles the job, and how to judge it.
4. What candidates will ask us, and which answers I still need.

Only questions about the work: nothing on age, origin, family, health, religion, politics or the like, nor on pay history. Use only the posting and what you remember of our team and process; where they say nothing, do not invent: ask me. One table for 2, the rest in bullets. If no posting is quoted here or earlier in this chat, ask me for it.`,
  },
  {
    ...recruiter,
    id: 'shortlist',
    title: 'Shortlist candidates against it',
    keywords: 'recruiter screen rank compare applicants profiles',
    text: `Compare these candidates with the quoted posting:

{candidates}

1. Criteria, from the posting alone: conditions first, then wishes. Show them before you judge, with the words they rest on.
2. A table, one row for each candidate and criterion: met, partly, not shown or unknown, and the evidence quoted from what I gave you or what you remember of that person.
3. For each candidate: invite; ask first (and the one question to ask); or not now, with the criterion that decides it. Treat equal evidence equally.

Only evidence about the work counts. Ignore names, photos, age, gender, origin, addresses, family, health and gaps in a career, and do not infer any of them. "Not shown" is not "cannot". Do not add what you do not have, and do not rank people whom you cannot tell apart: say so. Name what this comparison cannot see; the decision is mine. If candidates or posting are missing here and earlier in this chat, ask me for them.`,
  },
  {
    ...recruiter,
    id: 'outreach',
    title: 'Write to a candidate',
    keywords: 'recruiter outreach message sourcing linkedin email',
    text: `Write a first message about the quoted posting to this person:

{candidate}

Two versions: a mail with a subject (120 words at most) and a short note (300 characters at most). In each: why I write to them, with one concrete thing they did at work; what the job is, with place and pay if the posting states them; one easy question to answer; that "no" is fine. In the person's language, in my voice if you have samples of it.

Use only what I gave you, what you remember of this person from me, and the posting. Only what they made public for their work, nothing private. Invent no praise, no shared acquaintance, no urgency and no term of the job; leave [what is missing] where a fact is missing. Below, outside of the messages: each claim and where it comes from. If the person or the posting is missing here and earlier in this chat, ask me.`,
  },
];
