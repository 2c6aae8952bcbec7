import { squash } from './text.ts';

/** What a label on a posting page can be about. `skip` is a label whose value is none of ours. */
export type LabelField =
  | 'title'
  | 'company'
  | 'place'
  | 'workplace'
  | 'employment'
  | 'salary'
  | 'datePosted'
  | 'validThrough'
  | 'identifier'
  | 'description';

/** Labels by field, in the languages of the boards; compared without case, marks and blanks. */
const labels: Readonly<Record<LabelField, string>> = {
  title:
    'job title|job posting title|position title|posting title|position|role title|title|role|vacancy|vacancy title|post title|designation|job|stelle|stellenbezeichnung|position/titel|jobtitel|titel|intitulé du poste|poste|intitulé|puesto|título del puesto|nombre del puesto|cargo|vacante|posición|posizione|qualifica|vaga|função|functie|functietitel|stillingsbetegnelse|stilling|stillingstitel|tjänst|befattning|tehtävänimike|stanowisko|nazwa stanowiska|pozice|pozíció|munkakör|посада|вакансія|должность|вакансия|職種|職種名|求人名|仕事名|职位|職位|职位名称|職務名稱|직무|포지션|תפקיד|pozisyon',
  company:
    'company|company name|employer|employer name|organisation|organization|organisation name|organization name|hiring organization|hiring organisation|hiring company|institution|school|school name|agency|client|advertiser|recruiter|business unit|posted by company|name of employer|firma|unternehmen|arbeitgeber|firmenname|gesellschaft|einrichtung|entreprise|employeur|société|organisme|nom de l’entreprise|recruteur|empresa|empleador|compañía|organización|entidad|azienda|società|datore di lavoro|ente|empregador|organização|bedrijf|werkgever|organisatie|virksomhed|arbejdsgiver|ansættelsessted|arbejdsplads|arbetsgivare|företag|bedrift|arbeidsgiver|firmanavn|työnantaja|yritys|organisaatio|pracodawca|zaměstnavatel|společnost|zamestnávateľ|spoločnosť|cég|munkáltató|angajator|companie|компанія|роботодавець|компания|работодатель|организация|会社名|企業名|社名|会社|店舗名|勤務先|公司|公司名称|公司名稱|企业|회사명|회사|기업명|חברה|מעסיק|şirket|işveren|εταιρεία|εργοδότης|公司行號',
  place:
    'location|locations|location name|job location|job locations|primary location|work location|office|office location|offices|city|town|place|place of work|workplace location|duty station|area|region|county|city/state|state/city|address|location address|job location address|state|country|location city|based in|site|city state|job city|position location|standort|standorte|arbeitsort|einsatzort|ort|arbeitsplatz ort|dienstort|region/ort|lieu|lieu de travail|localisation|ville|lieux|site de travail|adresse|ubicación|lugar|lugar de trabajo|localidad|población|ciudad|provincia|localización|dirección|sede|luogo|luogo di lavoro|sede di lavoro|località|città|local|localização|local de trabalho|cidade|localidade|locatie|standplaats|plaats|werklocatie|werkplek|sted|arbejdssted|lokation|geografi|område|by|placering|adresse arbejdssted|ort/plats|placeringsort|arbetsort|plats|stad|sted/by|arbeidssted|sijainti|paikkakunta|työpaikan sijainti|työskentelypaikka|lokalizacja|miejsce pracy|miasto|lokalita|místo výkonu práce|miesto práce|munkavégzés helye|helyszín|locație|oraș|місто|місце роботи|розташування|локація|адреса|адреса роботи|город|место работы|адрес|регион|местоположение|勤務地|勤務場所|所在地|場所|就業場所|住所|エリア|工作地点|工作地點|地点|地點|上班地點|근무지|근무지역|지역|위치|מיקום|אזור|konum|şehir|lokasyon|τοποθεσία|περιοχή|الموقع|מקום העבודה',
  workplace:
    'workplace type|workplace|remote|remote type|remote work|work arrangement|work mode|working model|work model|location type|work setting|on-site/remote|arbeitsmodell|homeoffice|home office|remote arbeit|télétravail|mode de travail|modalidad|modalidad de trabajo|teletrabajo|modalità di lavoro|modalità|smart working|modelo de trabalho|regime de trabalho|thuiswerken|arbejdsform|hjemmearbejde|fjernarbejde|distansarbete|etätyö|tryb pracy|forma práce|формат роботи|формат работы|リモート|テレワーク|远程|근무형태 재택|メール',
  employment:
    'employment type|employment|weekly working hours|working hours per week|hours per week|job category type|job type|type of employment|type|contract|contract type|contract types|type of contract|position type|time type|working time|working hours|work type|schedule|job schedule|work schedule|hours|shift type|commitment|employment status|status|full/part time|full time / part time|full-time/part-time|working pattern|working patterns|appointment type|vacancy type|tenure|term|engagement type|beschäftigungsart|anstellungsart|art der anstellung|arbeitszeit|vertragsart|anstellung|arbeitsverhältnis|beschäftigung|beschäftigungsverhältnis|arbeitszeitmodell|pensum|type de contrat|contrat|type d’emploi|temps de travail|nature du contrat|type de poste|durée du travail|tipo de contrato|contrato|tipo de empleo|jornada|jornada laboral|tipo de jornada|tipo de puesto|tipo di contratto|contratto|tipo di impiego|orario|orario di lavoro|tipo de vaga|tipo de emprego|horário|regime|dienstverband|contracttype|soort dienstverband|type dienstverband|uren per week|uren|ansættelsesform|ansættelsestype|arbejdstid|stillingstype|jobtype|ansættelse|type stilling|ansettelsesform|anställningsform|anställningstyp|omfattning|tjänstgöringsgrad|heltid/deltid|heltid / deltid|sysselsättningsgrad|työsuhde|työaika|työn tyyppi|työsuhteen tyyppi|rodzaj umowy|typ umowy|wymiar pracy|etat|typ úvazku|druh úvazku|typ pracovního poměru|druh pracovného pomeru|munkaviszony|foglalkoztatás típusa|tip job|tip contract|зайнятість|вид зайнятості|тип зайнятості|занятость|тип занятости|график работы|雇用形態|勤務形態|契約形態|就業形態|雇用区分|工作性质|工作性質|工作类型|职位类型|고용형태|근무형태|채용형태|היקף משרה|סוג משרה|çalışma şekli|istihdam türü|τύπος απασχόλησης',
  salary:
    'salary|salary range|pay|pay range|pay rate|compensation|compensation range|wage|wages|rate|base pay|base salary|base pay range|annual salary|annual salary range|hourly rate|hourly pay|remuneration|package|ctc|stipend|estimated salary|estimated pay|salary details|full-time equivalent salary|pay scale|salary scale|pay band|budget|gehalt|vergütung|lohn|gehaltsspanne|jahresgehalt|verdienst|bezahlung|entgelt|entgeltgruppe|besoldung|salaire|rémunération|salaire annuel|fourchette de salaire|salario|sueldo|retribución|remuneración|rango salarial|salario bruto|retribuzione|stipendio|ral|salário|remuneração|faixa salarial|salaris|salarisindicatie|bruto maandsalaris|salarisschaal|løn|lønning|aflønning|lön|lønn|palkka|palkkaus|wynagrodzenie|zarobki|mzda|plat|nabízená mzda|fizetés|bérezés|salariu|зарплата|заробітна плата|оплата|заработная плата|給与|給料|年収|月給|時給|賃金|報酬|薪资|薪資|薪水|工资|薪资待遇|工作待遇|급여|연봉|שכר|maaş|ücret|μισθός|الراتب',
  datePosted:
    'date posted|advertisement publish date|publish date|publishing date|published date|date of publication|date of posting|posting start date|posted|posted on|posting date|posted date|post date|job posted|job posted on|published|published on|publication date|date published|date|date added|added|opening date|open date|created|listed|listed on|first posted|advertised|advert date|start of advertising|job posting date|veröffentlicht|veröffentlicht am|online seit|eingestellt am|datum|erschienen am|veröffentlichungsdatum|anzeige vom|publié|publié le|publiée le|date de publication|mise en ligne|date de mise en ligne|mis en ligne le|publicado|publicado el|fecha de publicación|publicada|fecha|data di pubblicazione|pubblicato|pubblicato il|data de publicação|publicado em|publicada em|data|geplaatst|geplaatst op|datum geplaatst|publicatiedatum|publiceret|oprettet|opslået|indrykket|indrykningsdato|opslagsdato|annonceret|publicerad|publicerat|publiceringsdatum|publisert|julkaistu|ilmoitus julkaistu|opublikowano|data publikacji|dodano|zveřejněno|datum zveřejnění|zverejnené|közzétéve|feladás dátuma|publicat|опубліковано|дата публікації|дата публикации|опубликовано|размещено|掲載日|掲載開始日|公開日|更新日|最終更新日|登録日|发布日期|发布时间|發布日期|更新日期|등록일|게시일|פורסם|תאריך פרסום|yayın tarihi|ilan tarihi|ημερομηνία',
  validThrough:
    'valid through|deadline|application deadline|closing date|closes|closes on|apply by|apply before|applications close|application closing date|closing|expires|expires on|expiry date|expiration date|end date|posting end date|job expires|last date to apply|last application date|unposting date|bewerbungsfrist|bewerbungsschluss|bewerbung bis|frist|bewerben bis|date limite|date limite de candidature|date limite de dépôt|date de clôture|clôture|fecha límite|plazo|fecha de cierre|fin de publicación|scadenza|data di scadenza|termine|prazo|data limite|candidaturas até|sluitingsdatum|solliciteren voor|reageren voor|deadline sollicitatie|ansøgningsfrist|ansøgningsfristen|frist for ansøgning|ansök senast|sista ansökningsdag|sista ansökningsdatum|søknadsfrist|haku päättyy|hakuaika päättyy|hakuaika|termin składania|ważne do|termin aplikowania|platnost do|uzávěrka|jelentkezési határidő|data limită|термін подання|дійсна до|срок подачи|応募締切|締切|締切日|掲載終了日|募集期限|掲載期間|截止日期|申请截止|마감일|접수마감|son başvuru tarihi|תאריך אחרון|προθεσμία',
  identifier:
    'job id|jobid|job number|job no|job reference|reference|reference number|reference no|ref|ref no|requisition|requisition id|requisition number|req id|req|req #|job requisition id|job code|vacancy id|vacancy number|posting number|posting id|job ref|job req|announcement number|external reference|tracking code|auto req id|kennziffer|referenznummer|referenz|stellen-id|job-id|stellennummer|referenzcode|référence|réf|numéro de l’offre|référence de l’offre|referencia|número de referencia|ref. oferta|riferimento|codice|referência|código|código da vaga|referentie|referentienummer|vacaturenummer|reference-nr|referencenummer|sagsnummer|jobnummer|stillingsnummer|referensnummer|referens|referanse|finn-kode|viitenumero|nr referencyjny|numer referencyjny|referenční číslo|求人番号|求人id|管理番号|职位编号|공고번호|מספר משרה|номер вакансії|id вакансії|номер вакансии',
  description:
    'job description|description|position description|job summary|about the job|about the role|summary|role description|job details|full job description|details|stellenbeschreibung|beschreibung|description du poste|descriptif du poste|descripción|descripción del puesto|descripción de la oferta|descrizione|descrizione del lavoro|descrição|descrição da vaga|functieomschrijving|omschrijving|jobbeskrivelse|beskrivelse|stillingsbeskrivelse|arbetsbeskrivning|om jobbet|kuvaus|opis stanowiska|opis|popis|munkaköri leírás|опис вакансії|описание вакансии|仕事内容|業務内容|职位描述|职位详情|工作內容|직무내용|업무내용|תיאור התפקיד|iş tanımı',
};

const labelIndex = new Map<string, LabelField>();
for (const field of [
  'description',
  'identifier',
  'validThrough',
  'datePosted',
  'salary',
  'employment',
  'workplace',
  'place',
  'company',
  'title',
] as const) {
  for (const word of labels[field].split('|')) labelIndex.set(squash(word), field);
}

/** Labels that are a word of everyday speech: they count only where the page sets them off as a label. */
const weak = new Set(
  [
    'vacancy',
    'designation',
    'stelle',
    'poste',
    'puesto',
    'cargo',
    'vacante',
    'posición',
    'posizione',
    'qualifica',
    'vaga',
    'função',
    'functie',
    'stilling',
    'tjänst',
    'titel',
    'stanowisko',
    'pozice',
    'посада',
    'вакансія',
    'должность',
    'вакансия',
    '職種',
    '职位',
    '職位',
    'job',
    'role',
    'position',
    'title',
    'date',
    'datum',
    'data',
    'fecha',
    'type',
    'status',
    'state',
    'country',
    'area',
    'region',
    'by',
    'sted',
    'ort',
    'site',
    'term',
    'hours',
    'details',
    'rate',
    'local',
    'office',
    'school',
    'client',
    'agency',
    'address',
    'adresse',
    'plat',
    'uren',
    'område',
    'package',
    'reference',
    'ref',
    'codice',
    'dirección',
    'summary',
    'area',
    'contract',
    'remote',
    'closes',
    'published',
    'posted',
    'added',
  ].map(squash),
);

/** The field that a label names, or null where `text` is no label we know. */
export function toLabelField(text: string): LabelField | null {
  if (text.length > 50) return null;
  const plain = squash(text.replaceAll(/\([^)]{0,30}\)/g, ' '));
  return labelIndex.get(plain) ?? notTitle(labelIndex.get(plain.replace(/s$/, ''))) ?? null;
}

/** "Positions: 3" counts them. */
function notTitle(field: LabelField | undefined): LabelField | undefined {
  return field === 'title' ? undefined : field;
}

export function isWeakLabel(text: string): boolean {
  return weak.has(squash(text));
}

/** A heading above what is no part of the posting: other jobs, sign-in, sharing, forms, the board itself. */
export const noiseHeading =
  /^(?:(?:more |view )?(?:similar|related|recommended|suggested|other|more|latest|recent|featured|nearby|sponsored|new) (?:jobs?|positions?|roles?|openings?|opportunit|vacanc|postings?|searches|articles)|(?:jobs?|people|candidates|others|users)(?: who)? (?:also|like|similar|you may|near|viewed)|people you (?:can|may)|explore (?:more|other|similar)|you (?:may|might) also|see (?:who|more jobs|similar)|more (?:from|jobs|at) |share (?:this|on|with|via|job)|share$|share:|referrals? |refer a |get (?:notified|job alerts|alerts)|set alert|create (?:a )?(?:job )?alert|job alerts?|sign (?:in|up)|log ?in|join (?:now|or)|create (?:an )?account|(?:apply|application) (?:for|to|form|now)|submit your|personal information|please fill|your (?:application|details)|voluntary self|equal employment opportunity (?:survey|information form)|cookie|privacy preference|we (?:use|value) (?:your|cookies)|subscribe|newsletter|follow us|contact us$|career advice|interview (?:questions|prep)|reviews? (?:about|of)|salary (?:guide|calculator)|average salary|ähnliche|weitere (?:stellen|jobs|angebote)|verwandte|andere (?:stellen|jobs)|teilen|jetzt bewerben|bewerbungsformular|das könnte|passende jobs|offres? (?:similaires|d.emploi similaires)|d.autres offres|postuler|partager|ces offres|voir (?:aussi|plus)|ofertas (?:similares|relacionadas)|otras ofertas|más ofertas|compartir|mira el resto|inscr[íi]b|también te puede|offerte simili|altre offerte|condividi|candidati|annunci simili|vagas (?:semelhantes|similares|relacionadas)|outras vagas|compartilh|candidat|vergelijkbare|gerelateerde|andere vacatures|meer vacatures|delen|solliciteer|lignende|andre (?:stillinger|jobs?)|flere (?:jobs?|stillinger)|del (?:stilling|job|på)|ansøg|relaterede|liknande|fler (?:jobb|tjänster)|relaterade|dela|ansök|relaterte|samankaltais|muita|jaa |podobne|inne oferty|udostępnij|aplikuj|podobn[éí]|další nabídky|sdílet|hasonló|joburi similare|схож|інші вакансії|поділит|похожие|другие вакансии|поделит|関連|類似|似た|この求人に|こちらも|おすすめ|シェア|相似|类似|推荐|相关职位|分享|其他职位|추천|비슷한|관련|공유|משרות דומות|benzer)/iu;

/** Words on the control that starts an application. */
export const applyWords =
  /^(?:\W*)(?:(?:easy |quick |1-click |start |begin |how to )?appl(?:y|ication)\b|i.?m interested|submit (?:an? |your |my )?(?:application|resume|cv|r[ée]sum[ée]|proposal)|register and apply|(?:jetzt |online |hier )?bewerb|zur bewerbung|postuler|je postule|candidater|inscrib|inscr[íi]be|aplicar|postular|solicitar|candidat|candidarsi|invia candidatura|enviar candidatura|quero me candidatar|sollicite|direct solliciteren|ansøg|søg (?:stilling|job)|send ansøgning|ansök|sök (?:jobb|tjänst)|søk (?:på|stilling)|hae (?:paikkaa|työ|tätä)|hakemus|aplikuj|odpowi|reagovat|mám zájem|jelentkez|aplic[ăa]|відгукнутис|надіслати резюме|відправити резюме|откликнуться|отправить резюме|応募|申し込|エントリー|申请|申請|应聘|應徵|投递|立即沟通|지원하기|입사지원|הגש|הגישו|שלח קורות|başvur|αίτηση|التقدم|تقدم)/iu;

/** Headings that open the parts of an advert. */
export const sectionWords =
  /(?:responsibilit|requirement|qualification|what you.?(?:ll|will)? ?(?:do|bring|need|be)|you.?ll (?:do|be|have|need|bring)|who you are|who we are|about (?:the (?:role|job|position|team|company|opportunity)|us|you|this)|your (?:role|profile|tasks|impact|mission|responsib|skills)|the (?:role|job|opportunity|position|team)\b|role (?:overview|summary)|job (?:summary|description|purpose|duties|overview)|position (?:summary|overview)|key (?:duties|tasks|skills)|duties|(?:required|preferred|desired) (?:skills|experience|qualif)|nice[ -]to[ -]have|must[ -]have|benefits|perks|what we (?:offer|are looking|expect)|we offer|why (?:join|work|you)|skills|experience|education|minimum|bonus points|how to apply|equal opportunity|aufgaben|profil|anforderungen|qualifikation|wir bieten|das bieten|benefits|ihre? (?:aufgaben|profil)|dein|das erwartet|das bringst|missions|profil recherch|compétences|avantages|vos missions|votre profil|le poste|responsabilidades|requisitos|funciones|ofrecemos|perfil|beneficios|se ofrece|requisiti|mansioni|responsabilità|offriamo|competenze|benefícios|atividades|oferecemos|functie-?eisen|wat (?:ga je|wij|bieden)|jouw|taken|arbejdsopgaver|opgaver|kvalifikationer|vi tilbyder|dine|din profil|arbetsuppgifter|kvalifikationer|vi erbjuder|om tjänsten|arbeidsoppgaver|vi tilbyr|tehtävät|odotamme|tarjoamme|obowiązki|wymagania|oferujemy|oczekujemy|náplň práce|požadujeme|nabízíme|požadavky|feladatok|elvárások|amit kínálunk|responsabilități|cerințe|oferim|обов.?язки|вимоги|умови|ми пропонуємо|обязанности|требования|условия|мы предлагаем|仕事内容|業務内容|応募資格|必須|歓迎|待遇|福利厚生|対象|職責|职责|要求|任职|岗位|福利|條件|업무|자격|우대|복리|דרישות|תיאור|görev|nitelik|aranan)/iu;

/** Headings of parts that belong to an advert and to nothing else. */
export const ownSection =
  /^(?:\P{L}*)(?:(?:job |key |your |the |main |core |our |minimum |preferred |required )*(?:responsibilit|requirement|qualification|duties|benefits|skills)|what (?:you|we)|we offer|nice to have|how to apply|anforderung|(?:ihr|dein|das) profil|profil$|(?:ihre |deine )?aufgaben|(?:was )?wir bieten|requisitos|funciones|(?:se )?ofrecemos|beneficios|(?:vos )?missions|(?:votre )?profil|compétences|avantages|requisiti|offriamo|responsabilità|atividades|benefícios|functie-?eisen|wat (?:wij|ga je)|kvalifikation|kvalifikasjon|arbejdsopgaver|arbetsuppgifter|vi (?:tilbyder|erbjuder|tilbyr)|wymagania|obowiązki|oferujemy|požadujeme|nabízíme|вимоги|обов|ми пропонуємо|требован|обязанност|условия|応募資格|応募条件|待遇|福利厚生|仕事内容|勤務時間|任职|岗位|职责|자격|우대|복리|업무)/iu;

/** Titles of pages that challenge, refuse or ask for a name. */
export const challengeTitle =
  /just a moment|attention required|access denied|are you (?:a )?(?:human|robot)|verify(?:ing)? (?:you|that)|security check|captcha|page not found|^404|not found|log ?in|sign ?in|sign up|anmelden$|se connecter|iniciar sesión|error \d{3}|forbidden|unavailable|job (?:not found|expired|no longer)/i;

/** Words that stand alone in headings and title parts of careers pages and never are a job's or a company's name. */
export const genericTitle =
  /^(?:(?:our |all |current |open |available |view |search |find )*(?:careers?|jobs?|positions?|vacanc(?:y|ies)|openings?|opportunities|roles?)(?: (?:page|site|portal|search|board|details?|opportunities|openings|vacancies|positions|listings?|posting|description|application|at|with us|center|centre|home))*|job ad(?:vert)?|work (?:with|for|at) us|join (?:us|our team|the team)|build with us\.?|contact(?: us)?|about(?: us)?|home(?: ?page)?|apply(?: (?:now|here|online|for (?:this )?(?:job|position|role)))?|application(?: form| submitted| received)?|job application|thank you.*|candidate (?:portal|home)|applicant portal|overview|details?|description|menu|search|login|sign in|welcome.*|news|blog|hiring|we.?re hiring|now hiring|recruit(?:ment|ing)|employment(?: opportunities)?|external|internal|karriere|stellenangebote?|stellenanzeige|jobangebote?|offene stellen|bewerbung|jobbörse|carri[èe]res?|offres? d.?emplois?|emplois?|recrutement|postuler|empleos?|ofertas? de (?:empleo|trabajo)|trabaja con nosotros|trabalhe conosco|vagas?|lavora con noi|offerte di lavoro|vacatures?|werken bij|ledige (?:stillinger|jobs)|ledig stilling|lediga (?:jobb|tjänster)|avoimet työpaikat|oferty pracy|praca|kariéra|вакансії|вакансии|робота|работа|求人(?:情報|詳細)?|stellenausschreibung|jobannonce|jobopslag|stillingsopslag|stillingsannonse|platsannons|jobbannons|ogłoszenie o pracę|työpaikkailmoitus|pracovní nabídka|offre|oferta(?: de empleo)?|anuncio|annuncio|view job|job view|view vacancy|採用情報|募集要項|招聘|职位|채용)$/iu;

/** Headings over many jobs: a count of them, or their plural with a place or a subject. */
export const listTitle =
  /(?:^|\s)\d[\d.,\s]*\+?\s*(?:[\p{L}-]+\s){0,5}(?:jobs|vacancies|positions|openings|stellen(?:angebote)?|offres|emplois|ofertas|empleos|vagas|offerte|vacatures|stillinger|jobb|työpaikkaa?|ofert|вакансі[йї]|ваканси[йи]|件|職缺|个职位)|\b(?:jobs|vacancies)(?:\s+(?:in|near|at|for|und|and|with|-)\s|$)|^(?:remote|new|latest|all|find|search|browse|open|current|our)\s.*\b(?:jobs|positions|vacancies|roles|openings)\b|\b(?:stellenangebote|jobangebote|offres d.emploi|ofertas de (?:empleo|trabajo)|vagas de|offerte di lavoro|vacatures)\b|^(?:вакансії|вакансии|робота)\s|の(?:求人|仕事)(?:一覧|・|検索|$)|職缺$|招聘信息$/iu;

/** Words in an address that say "here is a job". */
export const jobAddress =
  /\b(?:jobs?|careers?|vacanc(?:y|ies)|positions?|openings?|postings?|viewjob|jobdetails?|job-?(?:ad|offer|detail|posting|listing)s?|requisition|recruit(?:ing|ment)?|employment|opportunit(?:y|ies)|stellen?|stellenangebote?|karriere|offres?|emplois?|ofertas?|empleos?|vagas?|lavoro|offerte|vacatures?|stillinger?|ledige|jobb|tyopaikat|praca|oferta|prace|nabidka|allas|joburi|vakans\w*|robota|kyujin|recruits?|shigoto|zhaopin|gh_jid|jk)\b/i;
