import { beforeEach, describe, expect, it } from 'vitest';
import { wire } from '../../../functions/admin/wire.ts';
import { audiencePages } from '../../../shared/documents/audience-page.ts';
import { fields } from '../../../shared/documents/fields.ts';
import { newSubscriber } from '../../../shared/domain/audience/new-subscriber.ts';
import { addSubscribers } from '../../support/add-subscribers.ts';
import { jsonOf } from '../../support/answers.ts';
import { adminSecret, type TestPlatform, testPlatform } from '../../support/test-platform.ts';

let platform: TestPlatform;
let post: (path: string) => Promise<Response>;
beforeEach(() => {
  platform = testPlatform();
  const app = wire(platform);
  post = async (path) => app.request(path, { method: 'POST', headers: { authorization: `Bearer ${adminSecret}` } });
});

const index = () =>
  platform.people
    .all()
    .filter(({ collection }) => collection === 'audience-pages')
    .map(({ id, data }) => ({ id, ...audiencePages.schema.parse(data) }))
    .filter(({ lowestDiscount }) => lowestDiscount !== null);

describe('the audience index', () => {
  it('is mended while it is in use: what is missing is put back, what does not belong there is taken out', async () => {
    const someone = (n: number, keyword: string) =>
      newSubscriber({
        email: `${n}@example.org`,
        locale: 'en',
        timeZone: 'UTC',
        unsubscribeToken: `t${n}`,
        createdAtMs: n,
        filter: { keywords: [keyword] },
      });
    await addSubscribers(platform.people, { a: someone(1, 'kettle'), b: someone(2, 'desk'), c: someone(3, 'desk') });
    const whole = index();
    const [kettles] = whole.filter(({ term }) => term === 'word kettle');
    const [desks] = whole.filter(({ term }) => term === 'word desk');
    if (!kettles || !desks) throw new Error('not indexed');
    const stray = { ...kettles.entries, stranger: kettles.entries.a, c: kettles.entries.a };
    await platform.people.write([
      audiencePages.update(kettles.id, fields({ entries: stray })),
      audiencePages.update(desks.id, fields({ entries: {}, lowestDiscount: null })),
    ]);
    expect(await jsonOf(await post('/admin/audience/rebuild'))).toEqual({ subscribers: 3, nextCursor: null });
    expect(await jsonOf(await post('/admin/audience/clear-strays'))).toEqual({ removed: 2, nextCursor: null });
    expect(index()).toEqual(whole);
  });
});

describe('/tasks/{task}', () => {
  it.each([
    ['scan', 'scan-requested'],
    ['send-notifications', 'release-requested'],
  ])('starts %s by hand', async (task, topic) => {
    expect((await post(`/tasks/${task}`)).status).toBe(202);
    expect(platform.published).toMatchObject([{ topic, body: {} }]);
  });

  it('knows no other task', async () => {
    expect((await post('/tasks/refresh')).status).toBe(404);
  });
});
