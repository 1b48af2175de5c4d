import { beforeEach, describe, expect, it } from 'vitest';
import { subscribers } from '../../../shared/documents/subscriber.ts';
import { newSubscriber } from '../../../shared/domain/audience/new-subscriber.ts';
import { formToken, preferencesPath } from '../../../shared/domain/audience/preferences-link.ts';
import { type Ask, apiOf } from '../../support/account-holder.ts';
import { addSubscribers } from '../../support/add-subscribers.ts';
import { problemOf } from '../../support/answers.ts';
import { type TestPlatform, testPlatform } from '../../support/test-platform.ts';

const ada = { subscriberId: 'ada', secret: 'token-of-ada' };
const bob = { subscriberId: 'bob', secret: 'token-of-bob' };
const path = preferencesPath(ada);
const asForm = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', origin: 'null' };
const usual = {
  every: 'daily',
  atHour: '18',
  quiet: 'on',
  from: '21:30',
  to: '06:00',
  timeZone: 'Europe/Berlin',
  minDiscount: '40',
};

let platform: TestPlatform;
let ask: Ask;
beforeEach(async () => {
  platform = testPlatform();
  ask = apiOf(platform);
  const values = { locale: 'en-GB', timeZone: 'UTC', createdAtMs: 0 };
  await addSubscribers(platform.people, {
    ada: newSubscriber({
      ...values,
      unsubscribeToken: ada.secret,
      filter: { brands: ['<b>Brook</b>'], minDiscount: 0.25, maxPrice: { minor: 20_000, currency: 'EUR' } },
    }),
    bob: newSubscriber({ ...values, unsubscribeToken: bob.secret }),
  });
});
const kept = async (id = 'ada') => (await subscribers.get(platform.people, id))?.value;
const formOf = (html: string) => /name="form" value="([^"]+)"/.exec(html)?.[1] ?? '';
const open = async () => (await ask('GET', path)).text();
const send = (to: string, values: Readonly<Record<string, string>>) =>
  ask('POST', to, new URLSearchParams(values).toString(), asForm);

describe('the preferences page behind the link of a mail', () => {
  it('shows what its reader gets, escaped, and changes nothing by being opened', async () => {
    const before = JSON.stringify(platform.people.all());
    const html = await open();
    expect(html).toContain('&lt;b&gt;Brook&lt;/b&gt;');
    expect(html).toContain('€200.00');
    expect(html).toMatch(/value="25" selected>25 %/);
    expect(JSON.stringify(platform.people.all())).toBe(before);
  });

  it('changes frequency, quiet hours, zone and smallest discount, and leaves the rest as it was', async () => {
    const answer = await send(path, { ...usual, form: formOf(await open()) });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Saved.');
    expect(await kept()).toMatchObject({
      timeZone: 'Europe/Berlin',
      filter: { brands: ['<b>Brook</b>'], minDiscount: 0.4, maxPrice: { minor: 20_000, currency: 'EUR' } },
      delivery: {
        digest: { every: 'daily', atHour: 18 },
        quietHours: { fromMinute: 1_290, toMinute: 360 },
        mostPerDay: 20,
      },
    });
    const { quiet: _, ...without } = usual;
    await send(path, { ...without, minDiscount: '0', form: formOf(await open()) });
    const after = await kept();
    expect([after?.delivery.quietHours, after?.filter.minDiscount]).toEqual([null, undefined]);
  });

  it('stops everything and begins again', async () => {
    const stopped = await send(`${path}/active`, { active: 'false', form: formOf(await open()) });
    expect(await stopped.text()).toContain('Tell me of deals again');
    expect(await kept()).toMatchObject({ active: false, indexed: null });
    await send(`${path}/active`, { active: 'true', form: formOf(await open()) });
    expect(await kept()).toMatchObject({ active: true });
  });

  it('says what is wrong with quiet hours that are none, and saves nothing', async () => {
    const answer = await send(path, { ...usual, to: usual.from, form: formOf(await open()) });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('quiet hours that end when')]);
    expect((await kept())?.delivery.quietHours).toBeNull();
  });

  it('takes no form that it did not show to this reader, or showed long ago', async () => {
    const nowMs = platform.clock.nowMs();
    const forms = [formToken(bob, nowMs), formToken(ada, nowMs - 13 * 3_600_000), formToken(ada, nowMs + 60_000), 'x'];
    for (const form of forms) {
      const answer = await send(path, { ...usual, form });
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('open too long')]);
    }
    expect((await kept())?.timeZone).toBe('UTC');
  });

  it('takes no form from another site, whatever it carries', async () => {
    const headers = { ...asForm, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    const body = new URLSearchParams({ ...usual, form: formToken(ada, platform.clock.nowMs()) }).toString();
    expect(await problemOf(await ask('POST', path, body, headers))).toEqual([403, 'unknown-origin']);
  });

  it('opens by its own link alone, and slows down who tries many', async () => {
    const statuses: number[] = [];
    for (const token of [
      'ada',
      'ada.x',
      preferencesPath(bob).replace('bob', 'ada').slice(13),
      'nobody.x',
      '..%2F.x',
      '.',
    ]) {
      statuses.push((await ask('GET', `/preferences/${token}`)).status);
    }
    expect(new Set(statuses)).toEqual(new Set([404]));
    for (let i = 0; i < 30; i++) statuses.push((await ask('GET', '/preferences/ada.wrong')).status);
    expect(statuses.at(-1)).toBe(429);
  });
});
