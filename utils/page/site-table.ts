import type { RawField } from '../posting/candidate.ts';

/** What is known of one site: data only. The first selector that shows text wins. */
export interface Site {
  readonly name: string;
  /** Host names, and their sub-domains. */
  readonly hosts: readonly string[];
  /** The day on which a saved page last showed the selectors right; null where only the site's public markup is known. */
  readonly seen: string | null;
  /** Query parameters that name the job selected in a split view; without one nothing was selected. */
  readonly selectedBy?: readonly string[];
  /** The part of a split view that shows the selected job; other parts of the page are other jobs. */
  readonly pane?: readonly string[];
  readonly fields: Readonly<Partial<Record<RawField, readonly string[]>>>;
}

export const siteTable: readonly Site[] = [
  {
    name: 'LinkedIn',
    hosts: ['linkedin.com'],
    seen: '2026-08-01',
    selectedBy: ['currentJobId'],
    pane: ['.jobs-search__job-details', '.details-pane__content', '.two-pane-serp-page__detail-view'],
    fields: {
      title: [
        '.top-card-layout__title',
        '.topcard__title',
        '.job-details-jobs-unified-top-card__job-title',
        '.jobs-unified-top-card__job-title',
      ],
      company: [
        'a.topcard__org-name-link',
        '.topcard__flavor:first-child',
        '.job-details-jobs-unified-top-card__company-name',
        '.jobs-unified-top-card__company-name',
      ],
      place: [
        '.topcard__flavor--bullet',
        '.job-details-jobs-unified-top-card__primary-description-container .tvm__text',
        '.jobs-unified-top-card__bullet',
      ],
      datePosted: ['.posted-time-ago__text'],
      description: [
        '.show-more-less-html__markup',
        '.jobs-description__content',
        '.jobs-box__html-content',
        '.description__text',
      ],
    },
  },
  {
    name: 'Indeed',
    hosts: ['indeed.com', 'indeed.co.uk', 'indeed.de', 'indeed.fr'],
    seen: '2026-01-20',
    pane: ['#jobsearch-ViewjobPaneWrapper', '#vjs-container', '.jobsearch-RightPane'],
    fields: {
      title: ['[data-testid="jobsearch-JobInfoHeader-title"]', '.jobsearch-JobInfoHeader-title'],
      company: [
        '[data-testid="inlineHeader-companyName"]',
        '[data-company-name="true"]',
        '.jobsearch-CompanyInfoContainer a',
      ],
      place: [
        '[data-testid="inlineHeader-companyLocation"]',
        '[data-testid="job-location"]',
        '#jobLocationText',
      ],
      salary: ['#salaryInfoAndJobType', '[data-testid="salaryInfoAndJobType"]'],
      employment: ['#salaryInfoAndJobType', '[data-testid="salaryInfoAndJobType"]'],
      description: ['#jobDescriptionText'],
    },
  },
  {
    name: 'Glassdoor',
    hosts: [
      'glassdoor.com',
      'glassdoor.co.in',
      'glassdoor.co.uk',
      'glassdoor.de',
      'glassdoor.fr',
      'glassdoor.ca',
      'glassdoor.com.au',
      'glassdoor.ie',
      'glassdoor.nl',
      'glassdoor.es',
      'glassdoor.it',
      'glassdoor.sg',
    ],
    seen: '2025-06-01',
    pane: ['[class*="TwoColumnLayout_columnRight"]', '[class*="JobDetails_jobDetailsContainer"]'],
    fields: {
      title: ['h1[id^="jd-job-title-"]', '[data-test="job-title"] h1'],
      company: ['[class*="EmployerProfile_employerNameHeading"]', '[data-test="employer-name"]'],
      place: ['header [data-test="location"]', '[data-test="location"]'],
      salary: ['[id^="jd-salary-"]', '[data-test="detailSalary"]'],
      description: ['[class*="JobDetails_jobDescription__"]', '[class*="JobDetails_jobDescription"]'],
    },
  },
  {
    name: 'Greenhouse',
    hosts: ['greenhouse.io'],
    seen: '2026-07-01',
    fields: {
      title: ['.job__title h1', '.app-title', '.job-title h1'],
      company: ['.company-name'],
      place: ['.job__location', '.location', '.job-location'],
      description: ['.job__description', '#content'],
    },
  },
  {
    name: 'Lever',
    hosts: ['lever.co'],
    seen: null,
    fields: {
      title: ['.posting-headline h2', '[data-qa="posting-name"]'],
      place: ['.posting-categories .location'],
      employment: ['.posting-categories .commitment'],
      workplace: ['.posting-categories .workplaceTypes'],
      description: ['[data-qa="job-description"]', '.section-wrapper.page-full-width'],
    },
  },
  {
    name: 'Workday',
    hosts: ['myworkdayjobs.com', 'myworkdaysite.com', 'workday.com'],
    seen: null,
    fields: {
      title: ['[data-automation-id="jobPostingHeader"]'],
      place: ['[data-automation-id="locations"] dd', '[data-automation-id="location"] dd'],
      employment: ['[data-automation-id="time"] dd'],
      datePosted: ['[data-automation-id="postedOn"] dd'],
      identifier: ['[data-automation-id="requisitionId"] dd'],
      workplace: ['[data-automation-id="remoteType"] dd'],
      description: ['[data-automation-id="jobPostingDescription"]'],
    },
  },
  {
    name: 'SmartRecruiters',
    hosts: ['smartrecruiters.com'],
    seen: null,
    fields: {
      title: ['h1.job-title'],
      place: ['spl-job-location', '[itemprop="jobLocation"]'],
      employment: ['[itemprop="employmentType"]'],
      description: ['.job-sections', '[itemprop="description"]'],
    },
  },
  {
    name: 'Workable',
    hosts: ['workable.com'],
    seen: null,
    fields: {
      title: ['[data-ui="job-title"]'],
      company: ['[data-ui="company-name"]'],
      place: ['[data-ui="job-location"]'],
      employment: ['[data-ui="job-type"]'],
      workplace: ['[data-ui="job-workplace"]'],
      description: ['[data-ui="job-breakdown"]', '[data-ui="job-description"]'],
    },
  },
  {
    name: 'Ashby',
    hosts: ['ashbyhq.com'],
    seen: null,
    fields: {
      title: ['.ashby-job-posting-heading'],
      description: ['.ashby-job-posting-right-pane', '[class*="_descriptionText"]'],
    },
  },
  {
    name: 'iCIMS',
    hosts: ['icims.com'],
    seen: null,
    fields: {
      title: ['.iCIMS_Header h1', 'h1.iCIMS_Header'],
      description: ['.iCIMS_JobContent', '.iCIMS_MainWrapper .iCIMS_JobContainer'],
    },
  },
  {
    name: 'Taleo',
    hosts: ['taleo.net'],
    seen: null,
    fields: {
      title: [
        '[id="requisitionDescriptionInterface.reqTitleLinkAction.row1"]',
        '[id^="requisitionDescriptionInterface.ID"][class*="titlepage"]',
      ],
      place: ['[id^="requisitionDescriptionInterface.ID1"][id$="row1"].text'],
      description: ['[id^="requisitionDescriptionInterface.descRequisition"]'],
    },
  },
  {
    name: 'Jobvite',
    hosts: ['jobvite.com'],
    seen: null,
    fields: {
      title: ['.jv-header'],
      place: ['.jv-job-detail-meta'],
      description: ['.jv-job-detail-description'],
    },
  },
  {
    name: 'Breezy',
    hosts: ['breezy.hr'],
    seen: null,
    fields: {
      title: ['.banner h1'],
      place: ['.banner .location'],
      employment: ['.banner .type'],
      salary: ['.banner .salary-range', '.salary-range'],
      description: ['.description'],
    },
  },
  {
    name: 'BambooHR',
    hosts: ['bamboohr.com'],
    seen: null,
    fields: { description: ['.BambooRichText', '#descriptionWrapper'] },
  },
  {
    name: 'work.ua',
    hosts: ['work.ua'],
    seen: '2026-07-01',
    fields: { title: ['#h1-name'], description: ['#job-description'] },
  },
  {
    name: 'StepStone',
    hosts: [
      'stepstone.de',
      'stepstone.at',
      'stepstone.be',
      'stepstone.nl',
      'stepstone.fr',
      'totaljobs.com',
      'irishjobs.ie',
    ],
    seen: null,
    fields: {
      title: ['[data-at="header-job-title"]'],
      company: ['[data-at="metadata-company-name"]'],
      place: ['[data-at="metadata-location"]'],
      employment: ['[data-at="metadata-work-type"]', '[data-at="metadata-contract-type"]'],
      datePosted: ['[data-at="metadata-online-date"]'],
      description: ['[data-at="job-ad-content"]'],
    },
  },
  {
    name: 'Naukri',
    hosts: ['naukri.com'],
    seen: null,
    fields: {
      title: ['h1[class*="jd-header-title"]'],
      company: ['[class*="jd-header-comp-name"] a'],
      place: ['[class*="jhc__location"]'],
      salary: ['[class*="jhc__salary"]'],
      description: ['[class*="dang-inner-html"]'],
    },
  },
  {
    name: 'SEEK',
    hosts: ['seek.com.au', 'seek.co.nz', 'jobsdb.com', 'jobstreet.com'],
    seen: null,
    pane: ['[data-automation="splitViewJobDetailsWrapper"]', '[data-automation="jobDetailsPage"]'],
    fields: {
      title: ['[data-automation="job-detail-title"]'],
      company: ['[data-automation="advertiser-name"]'],
      place: ['[data-automation="job-detail-location"]'],
      employment: ['[data-automation="job-detail-work-type"]'],
      salary: ['[data-automation="job-detail-salary"]'],
      description: ['[data-automation="jobAdDetails"]'],
    },
  },
  {
    name: 'USAJobs',
    hosts: ['usajobs.gov'],
    seen: null,
    fields: { title: ['h1.usajobs-joa-banner__title'], company: ['.usajobs-joa-banner__agency'] },
  },
  {
    name: 'Work at a Startup',
    hosts: ['workatastartup.com'],
    seen: null,
    fields: { company: ['.company-title'] },
  },
  {
    name: 'ZipRecruiter',
    hosts: ['ziprecruiter.com', 'ziprecruiter.co.uk'],
    seen: null,
    pane: ['[data-testid="right-pane"]', '[data-testid="job-details-scroll-container"]'],
    fields: { description: ['.job_description', '[data-testid="job-description"]'] },
  },
];
