import type { EmploymentType } from './posting.ts';

/** Words that name a kind of employment, by what they mean. Latin words are matched at word starts. */
const patterns: readonly (readonly [EmploymentType, RegExp])[] = [
  [
    'full-time',
    /full[\s_-]?time|fulltime|vollzeit|temps[\s-]?(?:plein|complet)|jornada completa|tiempo completo|tempo (?:pieno|completo|integral)|per[ií]odo integral|voltijds|fuldtid|heltid|kokoaikai|pe[łl]ny (?:etat|wymiar)|pln[ýy] [úu]vazek|teljes munkaid|norm[ăa] [îi]ntreag[ăa]|tam zamanl|toàn thời gian|повна (?:зайнятість|ставка)|полная занятость|полный (?:рабочий )?день|πλήρης απασχόληση|正社員|常勤|フルタイム|全职|全職|정규직|풀타임|משרה מלאה|دوام كامل/iu,
  ],
  [
    'part-time',
    /part[\s_-]?time|parttime|teilzeit|temps[\s-]?partiel|media jornada|jornada parcial|tiempo parcial|tempo parziale|tempo parcial|deeltijds?|deltid|osa-?aikai|niepe[łl]ny (?:etat|wymiar)|[čc][áa]ste[čc]n[ýy] [úu]vazek|r[ée]szmunkaid|yar[ıi] zamanl|bán thời gian|неповна (?:зайнятість|ставка)|частичная занятость|неполный|アルバイト|パート|非常勤|兼职|兼職|파트타임|משרה חלקית|دوام جزئي/iu,
  ],
  [
    'permanent',
    /permanent|regular (?:position|employee|full)|unbefristet|festanstellung|\bcdi\b|dur[ée]e ind[ée]termin[ée]e|contrato indefinido|\bindefinid[oa]\b|tempo indeterminato|vaste (?:baan|aanstelling)|onbepaalde tijd|fastansættelse|fast stilling|tillsvidare|vakituinen|czas nieokre[śs]lony|efetivo|постійна робота|постоянная работа/iu,
  ],
  [
    'contract',
    /\bcontract(?:or|ual)?\b(?! type)|fixed[\s-]?term|(?<!un)befristet|\bcdd\b|dur[ée]e d[ée]termin[ée]e|contrato temporal|tempo determinato|bepaalde tijd|tidsbegrænset|visstid|m[äa][äa]r[äa]aikai|umowa zlecenie|契約社員|契約|合同工|계약직|FIXED_TERM/iu,
  ],
  [
    'temporary',
    /\btemporary\b|\btemp\b|\bseasonal\b|zeitarbeit|aushilfe|saison|int[ée]rim|\btemporal\b|tempor[aá]ri[oa]|tempor[äa]r|midlertidig|vikariat|uitzend|tymczasow|тимчасов|временн|派遣|临时|임시/iu,
  ],
  [
    'internship',
    /\bintern(?:ship)?s?\b|praktik(?:um|ant|plads)|werkstudent|working student|werkstudium|\bstage\b|stagiaire|\bpr[áa]cticas\b|becari[oa]|tirocinio|est[áa]gio|stagiair|\bpraktyk|harjoittelu|gyakornok|staj|стажуван|стажиров|インターン|实习|實習|인턴/iu,
  ],
  [
    'apprenticeship',
    /apprentice(?:ship)?|ausbildung(?:splatz|sstelle)?\b|auszubildende|alternance|apprentissage|apprendistato|formaci[óo]n dual|lærling|elevplads|lärling/iu,
  ],
  [
    'freelance',
    /freelanc|self-employed|freie mitarbeit|ind[ée]pendant|aut[óo]nomo|zzp|фріланс|фриланс|業務委託|fixed[\s-]price/iu,
  ],
  ['volunteer', /\bvolunteer|ehrenamt|b[ée]n[ée]vol|voluntari[oa]|frivillig|волонт/iu],
  ['per-diem', /per[\s_-]diem/iu],
];

/** schema.org's own words, as they stand in structured data. */
const tokens: Readonly<Record<string, EmploymentType>> = {
  FULL_TIME: 'full-time',
  PART_TIME: 'part-time',
  CONTRACTOR: 'contract',
  CONTRACT: 'contract',
  TEMPORARY: 'temporary',
  INTERN: 'internship',
  INTERNSHIP: 'internship',
  VOLUNTEER: 'volunteer',
  PER_DIEM: 'per-diem',
  PERMANENT: 'permanent',
};

/** Every kind of employment that `text` names; `OTHER` and unknown words name none. */
export function toEmploymentTypes(text: string): readonly EmploymentType[] {
  const found = new Set<EmploymentType>();
  for (const piece of text.slice(0, 400).split(/[,;|/·•]+/)) {
    const token =
      tokens[
        piece
          .trim()
          .toUpperCase()
          .replaceAll(/[\s-]+/g, '_')
      ];
    if (token !== undefined) found.add(token);
  }
  for (const [type, pattern] of patterns) if (pattern.test(text.slice(0, 400))) found.add(type);
  return [...found];
}

/** True where `text` is about the kind of employment and little else. */
export function isEmploymentLine(text: string): boolean {
  if (text.length > 60) return false;
  let rest = text;
  for (const [, pattern] of patterns) rest = rest.replaceAll(new RegExp(pattern.source, 'giu'), '');
  return rest.length < text.length && rest.replaceAll(/[^\p{L}]+/gu, '').length <= 16;
}
