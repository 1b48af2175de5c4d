import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { wire } from '../../functions/api/wire.ts';
import { chromiumProgram } from '../../shared/adapters/chromium/chromium-program.ts';
import type { DealMessage } from '../../shared/domain/alert/deal-message.ts';
import { accountMails, renderAccountMail } from '../../shared/domain/alert/render-account-mail.ts';
import { renderDealMail } from '../../shared/domain/alert/render-deal-mail.ts';
import { renderDigestMail } from '../../shared/domain/alert/render-digest-mail.ts';
import { renderRetractionMail } from '../../shared/domain/alert/render-retraction-mail.ts';
import { newSubscriber } from '../../shared/domain/audience/new-subscriber.ts';
import { preferencesPath } from '../../shared/domain/audience/preferences-link.ts';
import { addSubscribers } from '../support/add-subscribers.ts';
import { browserComesAlong } from '../support/browser-comes-along.ts';
import { testPlatform } from '../support/test-platform.ts';

const screens = [
  { name: 'a phone in light', width: 360, scheme: 'light' },
  { name: 'a phone in the dark', width: 360, scheme: 'dark' },
  { name: 'a desktop in light', width: 1_200, scheme: 'light' },
  { name: 'a desktop in the dark', width: 1_200, scheme: 'dark' },
] as const;

const origin = 'https://pricehawk.example';
const reader = {
  locale: 'en-GB',
  timeZone: 'Europe/Berlin',
  unsubscribeUrl: `${origin}/stop/t0ken`,
  preferencesUrl: `${origin}/preferences/ada.t0ken`,
};
const deal: DealMessage = {
  title: 'Brook kettle 1.7 l with a temperature that can be set and anunusuallylongwordthatbreaksnowherebyitself',
  retailerName: 'Kettle House',
  url: 'https://kettle.example/p/1?a=1&b=2',
  imageUrl: 'https://pricehawk.example/pictures/1.webp',
  kind: 'deal',
  price: { minor: 2_490, currency: 'EUR' },
  medianMinor: 4_999,
  low30Minor: 3_999,
  seenAtMs: Date.UTC(2026, 2, 29),
  reasons: ['deal-rule', 'list-price-agrees'],
};
const glitch: DealMessage = { ...deal, kind: 'glitch', url: 'https://kettle.example/p/2' };
const ways = [reader.preferencesUrl, reader.unsubscribeUrl];
const link = `${origin}/api/auth/verify?token=t0ken`;
const withLink = new Set(['verify-email', 'reset-password', 'welcome', 'already-registered', 'change-address']);

/** Every mail there is, with where its links lead. */
const mails: readonly { readonly name: string; readonly html: string; readonly links: readonly string[] }[] = [
  { name: 'a deal', html: renderDealMail(deal, reader).html, links: [deal.url, ...ways] },
  { name: 'a glitch', html: renderDealMail(glitch, reader).html, links: [glitch.url, ...ways] },
  { name: 'a retraction', html: renderRetractionMail(deal, deal.seenAtMs, reader).html, links: ways },
  { name: 'a digest', html: renderDigestMail([deal, glitch], reader).html, links: [deal.url, glitch.url, ...ways] },
  ...accountMails.map((kind) => {
    const about = { kind, name: 'Ada Lovelace', link: withLink.has(kind) ? link : null };
    return { name: kind, html: renderAccountMail(about).html, links: about.link ? [about.link] : [] };
  }),
];

const looked = z.object({
  width: z.number(),
  links: z.array(z.string()),
  faint: z.array(z.string()),
  small: z.array(z.string()),
  outside: z.array(z.string()),
});

/** What stands in a page as it is shown: how wide it is, where it leads, what is hard to read (WCAG 2.2, 1.4.3) or to hit, or sticks out. */
const look = `(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((each) => each / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, a = 1] = channels(getComputedStyle(at).backgroundColor);
      if (a === 1) return [r, g, b];
    }
    return matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18] : [255, 255, 255];
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility({ opacityProperty: true }) || element.closest('style, option')) continue;
    if (element.getBoundingClientRect().height === 0) continue;
    const style = getComputedStyle(element);
    const [one, other] = [luminance(channels(style.color).slice(0, 3)), luminance(behind(element))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) faint.push(ratio.toFixed(2) + ': ' + node.data.trim().slice(0, 40));
  }
  const hit = document.querySelectorAll('button, select, a.button, input[type="time"], label.row');
  const small = [...hit].filter((each) => each.getBoundingClientRect().height < 44).map((each) => each.outerHTML.slice(0, 60));
  const outside = [...document.querySelectorAll('input, select, button, p, dd, h1')]
    .filter((each) => each.getBoundingClientRect().right > (each.closest('fieldset, main') ?? document.body).getBoundingClientRect().right)
    .map((each) => each.outerHTML.slice(0, 60));
  const links = [...document.querySelectorAll('a[href]')].map((each) => each.getAttribute('href'));
  return { width: document.documentElement.scrollWidth, links, faint, small, outside };
})()`;

const wrongIn = ({ width, faint, small, outside }: z.infer<typeof looked>, screen: { readonly width: number }) => [
  ...(width > screen.width ? [`scrolls sideways: ${width}`] : []),
  ...faint.map((each) => `hard to read: ${each}`),
  ...small.map((each) => `hard to hit: ${each}`),
  ...outside.map((each) => `sticks out: ${each}`),
];

describe.skipIf(!browserComesAlong)('in a browser', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    const { executablePath, env } = await chromiumProgram('auto');
    const args = ['--no-sandbox', '--disable-gpu', '--no-zygote', '--single-process'];
    browser = await puppeteer.launch({ executablePath, args, env: { ...process.env, ...env }, headless: 'shell' });
    page = await browser.newPage();
  });
  afterAll(() => browser.close());

  async function on(screen: (typeof screens)[number], show: () => Promise<unknown>) {
    await page.setViewport({ width: screen.width, height: 800 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: screen.scheme }]);
    await show();
    if (process.env.LOOKS_FOLDER) {
      const name = `${process.env.LOOKS_FOLDER}/${[screen.width, screen.scheme, ...shown].join('-')}.png`;
      await page.screenshot({ path: name as `${string}.png`, fullPage: true });
    }
    return looked.parse(await page.evaluate(look));
  }
  let shown: readonly string[] = [];

  it.each(screens)('every mail fits $name, can be read, and leads where it says', async (screen) => {
    for (const { name, html, links } of mails) {
      shown = [name.replaceAll(' ', '-')];
      const found = await on(screen, () => page.setContent(html, { waitUntil: 'domcontentloaded' }));
      expect([name, wrongIn(found, screen)]).toEqual([name, []]);
      expect([name, [...new Set(found.links)]]).toEqual([name, links]);
    }
  });

  it.each(screens)('every page behind a link of a mail fits $name and can be read', async (screen) => {
    const platform = testPlatform();
    const values = { locale: 'en-GB', createdAtMs: 0, unsubscribeToken: 'secret-of-ada' };
    const filter = { brands: ['Brook', 'Larkspur'], categories: ['Home > Kitchen > Kettles and coffee machines'] };
    const delivery = {
      ...newSubscriber({ ...values, timeZone: 'UTC' }).delivery,
      quietHours: { fromMinute: 1_320, toMinute: 420 },
    };
    await addSubscribers(platform.people, {
      ada: newSubscriber({ ...values, timeZone: 'America/Argentina/ComodRivadavia', filter, delivery }),
      bob: newSubscriber({ ...values, timeZone: 'UTC', active: false }),
    });
    const app = wire(platform);
    await page.setRequestInterception(true);
    const answer = async (request: Parameters<Parameters<typeof page.on<'request'>>[1]>[0]) => {
      const { pathname, search } = new URL(request.url());
      const given = await app.request(pathname + search);
      await request.respond({
        status: given.status,
        headers: Object.fromEntries(given.headers),
        body: Buffer.from(await given.arrayBuffer()),
      });
    };
    page.on('request', answer);
    for (const path of [
      preferencesPath({ subscriberId: 'ada', secret: 'secret-of-ada' }),
      preferencesPath({ subscriberId: 'bob', secret: 'secret-of-ada' }),
      '/stop/secret-of-ada',
      '/api/auth/verify?token=t0ken',
      '/api/auth/reset?token=t0ken',
      '/api/auth/address?token=t0ken',
      '/api/auth/oauth/github/return?code=c&state=s',
    ]) {
      shown = [path.split(/[?.]/)[0]?.replaceAll('/', '_') ?? ''];
      const found = await on(screen, () => page.goto(`http://pricehawk.test${path}`));
      expect([path, wrongIn(found, screen)]).toEqual([path, []]);
    }
    page.off('request', answer);
    await page.setRequestInterception(false);
  });
});
