import { describe, expect, test } from 'vitest';
import { postingKeyOf } from '../../utils/posting/posting-key.ts';

describe('the same job is known under the addresses that lead to it', () => {
  test.each([
    [
      'LinkedIn: its page, its page with words, the split view of a search, and of a collection',
      'linkedin.com/jobs/view/3912345678',
      'https://www.linkedin.com/jobs/view/3912345678/?refId=abc&trackingId=x%3D%3D',
      'https://de.linkedin.com/jobs/view/senior-baker-at-krume-3912345678?trk=public_jobs',
      'https://www.linkedin.com/jobs/search/?currentJobId=3912345678&keywords=baker&origin=JOBS_HOME',
      'https://www.linkedin.com/jobs/collections/recommended/?currentJobId=3912345678',
      'https://www.linkedin.com/jobs/view/3912345678/?currentJobId=4000000001',
    ],
    [
      'Indeed: its page and the pane of a search, in any country',
      'indeed.com/viewjob?jk=0a1b2c3d4e5f6071',
      'https://ie.indeed.com/viewjob?jk=0a1b2c3d4e5f6071&from=serp&xkcb=SoA',
      'https://www.indeed.com/jobs?q=baker&l=Cork&vjk=0a1b2c3d4e5f6071',
      'https://www.indeed.co.uk/m/viewjob?jk=0A1B2C3D4E5F6071',
    ],
    [
      'Greenhouse: the board, its newer host, and the form in a frame',
      'greenhouse.io/jobs/5512345',
      'https://boards.greenhouse.io/krume/jobs/5512345?gh_src=abc',
      'https://job-boards.greenhouse.io/krume/jobs/5512345#app',
      'https://boards.greenhouse.io/embed/job_app?for=krume&token=5512345',
    ],
    [
      'Lever: the posting and its form',
      'lever.co/0f8fad5b-d9cb-469f-a165-70867728950e',
      'https://jobs.lever.co/krume/0f8fad5b-d9cb-469f-a165-70867728950e',
      'https://jobs.lever.co/krume/0f8fad5b-d9cb-469f-a165-70867728950e/apply?lever-source=LinkedIn',
    ],
    [
      'a site we know nothing of: scheme, www, slash, tracking, order and fragment do not matter',
      'krume.example/Stellen/backer-4711?lage=nord&nr=7',
      'https://www.krume.example/Stellen/backer-4711/?utm_source=x&nr=7&lage=nord#top',
      'http://m.krume.example/Stellen//backer-4711?lage=nord&nr=7&fbclid=1',
      'https://KRUME.example/Stellen/backer-4711/index.html?nr=7&lage=nord&empty=',
      'https://krume.example/Stellen/backer-4711;jsessionid=5A/?nr=7&lage=nord',
    ],
    [
      'an application form under the address of its posting',
      'krume.example/jobs/4711-baker',
      'https://krume.example/jobs/4711-baker',
      'https://krume.example/jobs/4711-baker/apply',
      'https://krume.example/jobs/4711-baker/applications/new?source=x',
    ],
    [
      'an employer that names the job in a parameter of its own page',
      'krume.example/careers?gh_jid=5512345',
      'https://krume.example/careers/?gh_jid=5512345&dep=bakery',
      'https://www.krume.example/careers?dep=all&gh_jid=5512345#jobs',
    ],
  ])('%s', (_, key, ...addresses) => {
    expect([...new Set(addresses.map(postingKeyOf))]).toEqual([key]);
  });

  test.each([
    ['https://a.example/jobs/1', 'https://a.example/jobs/2'],
    ['https://a.example/jobs?id=1', 'https://a.example/jobs?id=2'],
    ['https://a.example/#/job/1', 'https://a.example/#/job/2'],
    ['https://a.example/search#htidocid=aaa', 'https://a.example/search#htidocid=bbb'],
    ['https://a.example:8001/jobs/1', 'https://a.example:8002/jobs/1'],
    ['https://eu.a.example/jobs/1', 'https://us.a.example/jobs/1'],
    ['https://boards.greenhouse.io/a/jobs/551234', 'https://boards.eu.greenhouse.io/a/jobs/551234'],
    ['https://www.linkedin.com/jobs/search/?keywords=a', 'https://www.linkedin.com/jobs/search/?keywords=b'],
    ['https://a.example/jobs/apply', 'https://a.example/jobs'],
    ['https://m.de/jobs/1', 'https://de/jobs/1'],
  ])('%s and %s stay two', (one, other) => {
    expect(postingKeyOf(one)).not.toBe(postingKeyOf(other));
  });

  test('what is no address of the web has no key, and no address makes one too long', () => {
    expect(
      ['', 'nonsense', 'about:blank', 'chrome://settings', 'file:///etc/passwd'].map(postingKeyOf),
    ).toEqual(['', '', '', '', '']);
    expect(postingKeyOf(`https://a.example/${'x'.repeat(9_000)}`).length).toBe(4_000);
    expect(postingKeyOf('https://a.example/100%/job-1')).toBe('a.example/100%/job-1');
  });

  test('a key is its own key', () => {
    for (const url of [
      'https://www.a.example/x/?utm_a=1&b=2#/r/',
      'https://de.linkedin.com/jobs/view/a-391234567',
    ])
      expect(postingKeyOf(`https://${postingKeyOf(url)}`)).toBe(postingKeyOf(url));
  });
});
