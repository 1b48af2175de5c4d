import * as fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import type { DealMessage, Reader } from '../../../shared/domain/alert/deal-message.ts';
import { renderDealMail } from '../../../shared/domain/alert/render-deal-mail.ts';
import { renderDealPush, renderRetractionPush } from '../../../shared/domain/alert/render-push.ts';
import { renderRetractionMail } from '../../../shared/domain/alert/render-retraction-mail.ts';
import { anyText } from '../../support/any-text.ts';

const reader: Reader = {
  locale: 'en-GB',
  timeZone: 'Europe/Berlin',
  unsubscribeUrl: 'https://pricehawk.example/unsubscribe/t0ken',
  preferencesUrl: 'https://pricehawk.example/preferences/t0ken',
};

const deal: DealMessage = {
  title: 'Brook kettle 1.7 l',
  retailerName: 'Kettle House',
  url: 'https://kettle.example/p/1?a=1&b=2',
  imageUrl: 'https://pricehawk.example/pictures/1.webp',
  kind: 'deal',
  price: { minor: 2_490, currency: 'EUR' },
  medianMinor: 4_999,
  low30Minor: 3_999,
  seenAtMs: Date.UTC(2026, 2, 29, 0, 59),
  reasons: ['deal-rule', 'list-price-agrees', 'no-such-code'],
};

/** What a browser makes of the mail: its text, its elements, its links and pictures. */
function seen(html: string) {
  const text: string[] = [];
  const tags = new Set<string>();
  const links: string[] = [];
  new Parser({
    onopentag(name, attributes) {
      tags.add(name);
      const address = attributes.href ?? attributes.src;
      if (address !== undefined) links.push(address);
      if (Object.keys(attributes).some((attribute) => attribute.startsWith('on'))) tags.add('handler');
    },
    ontext: (part) => text.push(part),
  }).end(html);
  return { text: text.join(' ').replace(/\s+/g, ' '), tags, links };
}

describe('a deal mail', () => {
  test('says in HTML and in plain text what fired and by which numbers', () => {
    const mail = renderDealMail(deal, reader);
    expect(mail.subject).toBe('Brook kettle 1.7 l: €24.90 (−50%)');
    for (const text of [seen(mail.html).text, mail.text]) {
      for (const figure of ['€24.90', '€49.99', '€25.09', '50%', '€39.99', '37%', 'Kettle House'])
        expect(text).toContain(figure);
      expect(text).toContain('29 Mar 2026, 01:59 CET');
      expect(text).toContain('The page itself shows the usual price as the price before reduction.');
      expect(text).not.toContain('no-such-code');
    }
  });

  test('links to the shop, to preferences and to stopping, and to nothing else', () => {
    const { links } = seen(renderDealMail(deal, reader).html);
    expect(links).toEqual([deal.imageUrl, deal.url, reader.preferencesUrl, reader.unsubscribeUrl]);
  });

  test('can be stopped with one click from the mail client (RFC 8058)', () => {
    expect(renderDealMail(deal, reader).headers).toEqual({
      'List-Unsubscribe': '<https://pricehawk.example/unsubscribe/t0ken>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
  });

  test('of a pricing error warns that the shop may take it back', () => {
    const mail = renderDealMail({ ...deal, kind: 'glitch' }, reader);
    expect(mail.subject).toContain('price error');
    expect(mail.text).toContain('cancel the order');
    expect(seen(mail.html).text).toContain('cancel the order');
  });

  test('writes money and time as its reader does', () => {
    const mail = renderDealMail(
      { ...deal, price: { minor: 26_572, currency: 'JPY' }, medianMinor: 189_800 },
      {
        ...reader,
        locale: 'ja-JP',
        timeZone: 'Asia/Tokyo',
      },
    );
    expect(mail.text).toContain('￥26,572');
    expect(mail.text).toContain('2026/03/29 9:59 JST');
  });

  test('never claims a larger discount than there is', () => {
    const mail = renderDealMail({ ...deal, price: { minor: 2_501, currency: 'EUR' }, medianMinor: 5_000 }, reader);
    expect(mail.subject).toContain('(−49%)');
  });

  test('leaves out a link that is no web page', () => {
    const mail = renderDealMail({ ...deal, url: 'javascript:alert(1)', imageUrl: 'data:image/png;base64,AA' }, reader);
    expect(seen(mail.html).links).toEqual([reader.preferencesUrl, reader.unsubscribeUrl]);
    expect(mail.text).not.toContain('javascript:');
  });

  test('lets no text of a page become markup, a header or another direction of writing', () => {
    const hostile = fc.oneof(
      anyText(300),
      fc.constantFrom(
        '</title><script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        'Kettle\r\nBcc: everybody@example.org',
        '\u202Eelttek\u2066',
      ),
    );
    const { tags } = seen(renderDealMail(deal, reader).html);
    fc.assert(
      fc.property(hostile, hostile, (title, retailerName) => {
        const mail = renderDealMail({ ...deal, title, retailerName }, reader);
        expect(seen(mail.html).tags).toEqual(tags);
        expect(mail.subject).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
        expect([...mail.subject].length).toBeLessThanOrEqual(140);
      }),
    );
  });
});

test('a retraction says what was wrong, what it usually costs and that we are sorry', () => {
  const mail = renderRetractionMail(deal, Date.UTC(2026, 2, 29, 8), reader);
  expect(mail.subject).toBe('Correction: Brook kettle 1.7 l does not cost €24.90');
  for (const text of [mail.text, seen(mail.html).text]) {
    expect(text).toContain('€24.90');
    expect(text).toContain('€49.99');
    expect(text).toContain('sorry');
    expect(text).toContain('29 Mar 2026, 10:00 CEST');
  }
  expect(mail.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
});

describe('a push', () => {
  test('says price, shop and what it usually costs', () => {
    expect(JSON.parse(renderDealPush(deal, reader, 'n1'))).toEqual({
      title: '€24.90 (−50%): Brook kettle 1.7 l',
      body: 'At Kettle House, usually €49.99; lowest of 30 days €39.99.',
      tag: 'n1',
      url: deal.url,
    });
  });

  test('that takes a deal back replaces the first', () => {
    expect(JSON.parse(renderRetractionPush(deal, reader, 'n1'))).toMatchObject({
      title: 'Correction: Brook kettle 1.7 l',
      tag: 'n1',
    });
  });

  test('fits what push services take, however long the page’s texts are', () => {
    const endless = {
      title: '🫖'.repeat(5_000),
      retailerName: '漢'.repeat(5_000),
      url: `https://x.example/${'é'.repeat(900)}`,
    };
    for (const render of [renderDealPush, renderRetractionPush])
      expect(Buffer.byteLength(render({ ...deal, ...endless, kind: 'glitch' }, reader, 'n'.repeat(64)))).toBeLessThan(
        3_000,
      );
  });
});
