import * as fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import type { DealMessage, Reader } from '../../../shared/domain/alert/deal-message.ts';
import { renderDigestMail } from '../../../shared/domain/alert/render-digest-mail.ts';
import { renderDigestPush } from '../../../shared/domain/alert/render-push.ts';
import { anyText } from '../../support/any-text.ts';

const reader: Reader = {
  locale: 'en-GB',
  timeZone: 'Europe/Berlin',
  unsubscribeUrl: 'https://pricehawk.example/stop/t0ken',
  preferencesUrl: 'https://pricehawk.example/preferences/t0ken',
};
const kettle: DealMessage = {
  title: 'Brook kettle 1.7 l',
  retailerName: 'Kettle House',
  url: 'https://kettle.example/p/1?a=1&b=2',
  kind: 'deal',
  price: { minor: 2_490, currency: 'EUR' },
  medianMinor: 4_999,
  low30Minor: 3_999,
  seenAtMs: Date.UTC(2026, 2, 29, 0, 59),
  reasons: ['deal-rule'],
};
const lamp: DealMessage = {
  ...kettle,
  title: 'Oak lamp',
  kind: 'glitch',
  price: { minor: 900, currency: 'EUR' },
  medianMinor: 1_500,
};

function linksAndText(html: string) {
  const links: string[] = [];
  const text: string[] = [];
  const tags = new Set<string>();
  new Parser({
    onopentag: (name, { href, src, ...others }) => {
      tags.add(name);
      if (href ?? src) links.push(href ?? src ?? '');
      if (Object.keys(others).some((each) => each.startsWith('on'))) tags.add('handler');
    },
    ontext: (part) => text.push(part),
  }).end(html);
  return { links, tags, text: text.join(' ').replace(/\s+/g, ' ') };
}

describe('a digest mail', () => {
  it('lists every deal with what it costs and what it is compared with, in HTML and in plain text', () => {
    const mail = renderDigestMail([kettle, lamp], reader);
    expect(mail.subject).toBe('Brook kettle 1.7 l: €24.90 (−50%), and one more');
    for (const text of [linksAndText(mail.html).text, mail.text]) {
      for (const figure of [
        '2 deals for you',
        'Kettle House',
        '€24.90',
        '€49.99',
        '50%',
        'Oak lamp',
        '€9.00',
        '40%',
        'Probably a price error',
      ])
        expect(text).toContain(figure);
    }
    expect(mail.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
  });

  it('is one for a single deal too', () => {
    expect(renderDigestMail([kettle], reader)).toMatchObject({
      subject: 'Brook kettle 1.7 l: €24.90 (−50%)',
      text: expect.stringContaining('One deal for you'),
    });
  });

  it('takes no markup, script or header from a page, whatever its texts are', () => {
    fc.assert(
      fc.property(anyText(200), anyText(80), anyText(200), (title, retailerName, url) => {
        const mail = renderDigestMail([{ ...kettle, title, retailerName, url }, lamp], reader);
        const { links, tags } = linksAndText(mail.html);
        expect([...tags].filter((tag) => ['script', 'img', 'iframe', 'form', 'handler', 'svg'].includes(tag))).toEqual(
          [],
        );
        expect(links.every((link) => /^https?:/.test(link))).toBe(true);
        expect(mail.subject).not.toMatch(/[\r\n]/);
      }),
    );
  });
});

describe('a digest push', () => {
  it('names the best deal and counts the others', () => {
    expect(JSON.parse(renderDigestPush([kettle, lamp, lamp], reader, 'tag'))).toEqual({
      title: '€24.90 (−50%): Brook kettle 1.7 l, and 2 more',
      body: '3 deals at Kettle House.',
      tag: 'tag',
      url: kettle.url,
    });
  });

  it('fits a push, however many shops and however long their names', () => {
    const deals = Array.from({ length: 50 }, (_, n) => ({
      ...kettle,
      title: '🫖'.repeat(300),
      retailerName: `${n}${'🫖'.repeat(90)}`,
      url: `https://kettle.example/${'x'.repeat(1_900)}`,
    }));
    expect(Buffer.byteLength(renderDigestPush(deals, reader, 'tag'))).toBeLessThan(3_500);
  });
});
