import { squash, tidy } from './text.ts';

const regionCodes =
  'AD AE AF AL AM AO AR AT AU AZ BA BB BD BE BG BH BN BO BR BW BY BZ CA CH CI CL CM CN CO CR CU CY CZ DE DK DO DZ EC EE EG ES ET FI FJ FR GB GE GH GR GT HK HN HR HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KR KW KZ LA LB LI LK LT LU LV LY MA MC MD ME MG MK ML MM MN MO MT MU MV MX MY MZ NA NG NI NL NO NP NZ OM PA PE PG PH PK PL PR PS PT PY QA RO RS RU RW SA SE SG SI SK SN SV SY TH TN TR TT TW TZ UA UG US UY UZ VE VN ZA ZM ZW';

/** States and provinces that stand in for a country after a town. */
const states =
  'alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|hawaii|idaho|illinois|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi|missouri|montana|nebraska|nevada|new hampshire|new jersey|new mexico|new york|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania|rhode island|south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington|west virginia|wisconsin|wyoming|district of columbia|ontario|quebec|québec|british columbia|alberta|manitoba|saskatchewan|nova scotia|new brunswick|newfoundland|england|scotland|wales|northern ireland|new south wales|victoria|queensland|western australia|south australia|tasmania|usa|u.s.a.|u.s.|us|uk|u.k.|uae|emea|apac|latam|europe|eu|deutschland|maharashtra|karnataka|tamil nadu|telangana|delhi|haryana|uttar pradesh|gujarat|punjab|worldwide|anywhere|global|west bengal|kerala';
const codes = new Set(
  'AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC AB BC MB NB NL NS ON PE QC SK NSW VIC QLD TAS ACT NT'.split(
    ' ',
  ),
);

const known = new Map<string, ReadonlySet<string>>();

/** Names of countries in English and in `language`, squashed. Made once a language: the platform knows them. */
function countryNames(language: string): ReadonlySet<string> {
  const made = known.get(language);
  if (made !== undefined) return made;
  const names = new Set(states.split('|').map(squash));
  for (const tongue of new Set(['en', language])) {
    try {
      const display = new Intl.DisplayNames([tongue], { type: 'region' });
      for (const code of regionCodes.split(' ')) names.add(squash(display.of(code) ?? code));
    } catch {
      // The page names a language that is none.
    }
  }
  known.set(language, names);
  return names;
}

/**
 * How much a short line looks like a place, 0 to 1: its last parts name a country, a state or a state's code.
 * A town alone gives 0: nothing but a label or the page's structure tells it from any other word.
 */
export function placeLikeness(text: string, language: string): number {
  if (text.length < 3 || text.length > 90 || /[.!?]\s|[:;{}@]|https?|\d{5,}\s*\p{L}{0,2}$/u.test(text))
    return 0;
  const parts = text.split(/\s*[,/|·•()]\s*|\s+[-–—]\s+/).filter((part) => part !== '');
  if (parts.length > 6 || parts.some((part) => part.split(/\s+/).length > 5)) return 0;
  const names = countryNames(language);
  const tail = parts.slice(-2);
  if (tail.some((part) => names.has(squash(part)))) return parts.length > 1 ? 0.9 : 0.5;
  if (parts.length > 1 && tail.some((part) => codes.has(part.replace(/\s+\d{5}.*$/, '')))) return 0.9;
  return parts.length > 1 && /^[A-Z]{2}$/.test(parts.at(-1) ?? '') ? 0.6 : 0;
}

/** A country's name for a two-letter code, in English; other words as they are. */
export function toCountryName(code: string): string {
  if (!/^[A-Za-z]{2}$/.test(code)) return tidy(code);
  try {
    return new Intl.DisplayNames(['en'], { type: 'region' }).of(code.toUpperCase()) ?? code;
  } catch {
    return code;
  }
}

/** Parts of an address in reading order, without repeats ("Berlin, Berlin, DE" is said once) and placeholders. */
export function joinPlace(parts: readonly string[]): string {
  const kept: string[] = [];
  for (const part of parts.map((one) => tidy(one, 160))) {
    if (part === '' || /^(?:n\/?a|none|null|undefined|unavailable|unknown|-+|\[object object\])$/i.test(part))
      continue;
    if (
      !kept.some(
        (other) =>
          squash(other) === squash(part) || (squash(other).endsWith(squash(part)) && squash(part).length > 3),
      )
    )
      kept.push(part);
  }
  return kept.join(', ');
}
