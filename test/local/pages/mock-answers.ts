/** `loading` never answers, `error` answers 503. */
export type Scene = 'busy' | 'empty' | 'error' | 'loading';

const demo = (host: string, path: string) => `http://${host}.demo.localhost:8090${path}`;
const reason = (code: string, text: string) => ({ code, text });
const usd = (minor: number) => ({ minor, currency: 'USD' });
const eur = (minor: number) => ({ minor, currency: 'EUR' });
const gbp = (minor: number) => ({ minor, currency: 'GBP' });
const jpy = (minor: number) => ({ minor, currency: 'JPY' });

const kaufwerkTitles = [
  'Brannholt Akku-Bohrschrauber BS 18 Set mit 2 Akkus und Koffer',
  'Quellhof Wasserkocher Edelstahl 1,7 l mit Temperaturwahl',
  'Nordlicht Saugroboter S9 mit Wischfunktion und Absaugstation',
  'Falkenberg Gartenschere Bypass, Klinge austauschbar',
  'Sonnwend Balkonkraftwerk 800 W, 2 Module, Wechselrichter',
];

/** What each endpoint answers in a scene, as the api function does. Times count back from `nowMs`. */
export function answersOf(scene: Scene, nowMs: number): Readonly<Record<string, unknown>> {
  // Whole minutes, so that an answer stays the same between two polls and its ETag holds.
  const base = Math.floor(nowMs / 60_000) * 60_000;
  const ago = (seconds: number) => new Date(base - seconds * 1000).toISOString();
  if (scene === 'empty') {
    return {
      '/buyer/deals': { items: [], nextCursor: null },
      '/anomalies': { items: [] },
      '/shops': { items: [] },
      '/outbox.json': { items: [] },
    };
  }
  return {
    '/buyer/deals': {
      items: [
        {
          id: 'd2',
          title: 'Hoshi X20 Mirrorless Camera Body, Black',
          retailerId: 'hoshizora',
          retailerName: 'Hoshizora',
          url: demo('hoshizora', '/item/hoshi-x20-body'),
          imageUrl: demo('hoshizora', '/img/hoshi-x20-body.svg'),
          price: jpy(34_700),
          medianMinor: 248_000,
          low30Minor: 248_000,
          discount: 0.86,
          kind: 'glitch',
          confirmedAt: ago(12),
          reasons: [
            reason('far-below-range', 'The price is far below anything this offer has cost.'),
            reason('second-look-agrees', 'A second look read another way shows the same price.'),
          ],
        },
        {
          id: 'd1',
          title: 'Corvid Arc 34-inch Ultrawide Curved Monitor, 144 Hz',
          retailerId: 'larkspur',
          retailerName: 'Larkspur Electronics',
          url: demo('larkspur', '/p/corvid-arc-34-wide'),
          imageUrl: demo('larkspur', '/img/corvid-arc-34-wide.svg'),
          price: usd(53_699),
          medianMinor: 78_999,
          low30Minor: 78_999,
          discount: 0.32,
          kind: 'deal',
          confirmedAt: ago(40),
          reasons: [
            reason(
              'deal-rule',
              'At least 20 % below the 30-day median and below the lowest price of the last 30 days.',
            ),
            reason('list-price-agrees', 'The page itself shows the usual price as the price before reduction.'),
          ],
        },
        {
          id: 'd0',
          title: 'Ergonomic Split Keyboard',
          retailerId: 'generic-shop-example',
          retailerName: 'shop.example',
          url: 'https://shop.example/keyboard',
          imageUrl: null,
          price: eur(9_900),
          medianMinor: 14_900,
          low30Minor: 13_900,
          discount: 0.3355,
          kind: 'deal',
          confirmedAt: ago(7200),
          reasons: [
            reason(
              'deal-rule',
              'At least 20 % below the 30-day median and below the lowest price of the last 30 days.',
            ),
          ],
        },
      ],
      nextCursor: 'older',
    },
    '/anomalies': {
      items: [
        {
          id: 'a9',
          state: 'validating',
          title: 'Nordlicht Saugroboter S9 mit Wischfunktion und Absaugstation',
          retailerName: 'Kaufwerk',
          url: demo('kaufwerk', '/artikel/nordlicht-saugroboter-s9.html'),
          price: eur(49_400),
          medianMinor: 74_900,
          kind: 'genuine-deal',
          observedAt: ago(2),
          decidedAt: null,
          reasons: [
            reason(
              'deal-rule',
              'At least 20 % below the 30-day median and below the lowest price of the last 30 days.',
            ),
          ],
        },
        ...kaufwerkTitles.map((title, index) => ({
          id: `s${index}`,
          state: 'rejected',
          title,
          retailerName: 'Kaufwerk',
          url: demo('kaufwerk', `/artikel/${index}.html`),
          price: eur([190, 70, 749, 35, 529][index] ?? 100),
          medianMinor: [18_999, 6_999, 74_900, 3_490, 52_900][index] ?? 10_000,
          kind: 'decimal-slip',
          observedAt: ago(60),
          decidedAt: ago(30),
          reasons: [
            reason(
              'shop-one-ratio',
              'Many products of the shop moved by the same ratio: probably the reader, not the prices.',
            ),
            reason('decimal-shift', 'The price is the usual one with the decimal point moved.'),
          ],
        })),
        {
          id: 'a1',
          state: 'rejected',
          title: 'Ashdown Solid Oak Writing Desk with Drawer',
          retailerName: 'Thistle & Oak',
          url: demo('thistle-and-oak', '/products/ashdown-oak-desk'),
          price: gbp(4_250),
          medianMinor: 42_500,
          kind: 'decimal-slip',
          observedAt: ago(90),
          decidedAt: ago(85),
          reasons: [
            reason('decimal-shift', 'The price is the usual one with the decimal point moved.'),
            reason('second-look-differs', 'A second look read another way does not show this price.'),
          ],
        },
        {
          id: 'a0',
          state: 'expired',
          title: 'Hoshi 35mm F1.4 Prime Lens',
          retailerName: 'Hoshizora',
          url: demo('hoshizora', '/item/hoshi-35-f14'),
          price: jpy(599),
          medianMinor: 89_800,
          kind: 'wrong-currency',
          observedAt: ago(400),
          decidedAt: ago(340),
          reasons: [
            reason('currency-rate', 'The ratio to the usual price is an exchange rate: probably another currency.'),
          ],
        },
      ],
    },
    '/shops': {
      items: [
        {
          id: 'hoshizora',
          name: 'Hoshizora',
          offers: 15,
          lastCheckedAt: ago(4),
          state: 'watching',
          since: null,
        },
        { id: 'kaufwerk', name: 'Kaufwerk', offers: 15, lastCheckedAt: ago(4), state: 'watching', since: null },
        {
          id: 'larkspur',
          name: 'Larkspur Electronics',
          offers: 15,
          lastCheckedAt: ago(64),
          state: 'watching',
          since: null,
        },
        { id: 'thistle', name: 'Thistle & Oak', offers: 15, lastCheckedAt: ago(5), state: 'blocked', since: ago(300) },
      ],
    },
    '/outbox.json': {
      items: [
        {
          id: 'm3',
          to: 'you@example.com',
          subject: 'Price error: Hoshi X20 Mirrorless Camera Body for ¥34,700',
          sentAt: ago(8),
        },
        {
          id: 'm2',
          to: 'you@example.com',
          subject: '32% off: Corvid Arc 34-inch Ultrawide Curved Monitor, now $536.99',
          sentAt: ago(38),
        },
        { id: 'm1', to: 'you@example.com', subject: 'Your deals of the day', sentAt: ago(90_000) },
      ],
    },
  };
}

export const mailHtml = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Deal</title></head>
<body style="margin:0;background:#f4f4f0;font:16px/1.5 system-ui,sans-serif;color:#1c2220">
<div style="max-width:560px;margin:24px auto;padding:24px;background:#fff;border-radius:12px">
<p style="margin:0;color:#5a635f">Larkspur Electronics</p><h1 style="font-size:20px;margin:4px 0 12px">Corvid Arc 34-inch Ultrawide Curved Monitor, 144 Hz</h1>
<p style="font-size:28px;font-weight:700;margin:0">$536.99 <span style="font-size:16px;font-weight:400;color:#5a635f">usually <s>$789.99</s></span></p>
<p><a href="https://shop.example/">See it in the shop</a></p></div><script>document.body.textContent = 'script ran'</script></body></html>`;

export const mailText = `Corvid Arc 34-inch Ultrawide Curved Monitor, 144 Hz

$536.99, usually $789.99 (32 % off) at Larkspur Electronics
https://shop.example/

Why: at least 20 % below the 30-day median and below the lowest price of the last 30 days.

Unsubscribe: https://pricehawk.example/unsubscribe/abc
`;
