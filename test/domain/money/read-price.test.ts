import { describe, expect, it } from 'vitest';
import type { PriceReading, PriceTextContext } from '../../../shared/domain/money/price-text.ts';
import { readPrice } from '../../../shared/domain/money/read-price.ts';

type Case = readonly [text: string, amount: number | null, currency: string | null, context?: PriceTextContext];

function reads(cases: readonly Case[]): void {
  for (const [text, amount, currency, context] of cases) {
    it(`${JSON.stringify(text)} is ${amount} ${currency}${context ? ` given ${JSON.stringify(context)}` : ''}`, () => {
      expect(readPrice(text, context)).toMatchObject({ amount, currency });
    });
  }
}

describe('separators', () => {
  reads([
    ['€1,299.00', 1299, 'EUR'],
    ['1.299,00 €', 1299, 'EUR'],
    ['1 299,00 zł', 1299, 'PLN'],
    ['1\u202f299,00\u00a0€', 1299, 'EUR'],
    ["CHF 1'299.50", 1299.5, 'CHF'],
    ['CHF 1’299.50', 1299.5, 'CHF'],
    ['₹1,23,456.50', 123456.5, 'INR'],
    ['₹ 12,34,567', 1234567, 'INR'],
    ['1.299.000 VND', 1299000, 'VND'],
    ['USD 1,299,000.5', 1299000.5, 'USD'],
    ['EUR 1299', 1299, 'EUR'],
    ['.99', 0.99, null],
    ['"29.99"', 29.99, null],
    [',89 €', 0.89, 'EUR'],
    ['0,500 €', 0.5, 'EUR'],
    ['£ 0.4567', 0.4567, 'GBP'],
    ['118, 99 TL', 118.99, 'TRY'],
    ['1.299 ,00 €', 1299, 'EUR'],
    ['1·299,00 €', 1299, 'EUR'],
    ['€ 45.319,', 45319, 'EUR'],
  ]);
});

describe('decimals that are not written as decimals', () => {
  reads([
    ['12,- €', 12, 'EUR'],
    ['€ 1.299,--', 1299, 'EUR'],
    ['CHF 105. –', 105, 'CHF'],
    ['299:- SEK', 299, 'SEK'],
    ['49:90 kr', 49.9, 'SEK', { locale: 'sv' }],
    ['12€50', 12.5, 'EUR'],
    ['35€ 99', 35.99, 'EUR'],
    ['29 €99', 29.99, 'EUR'],
    ['45.319,€90', 45319.9, 'EUR'],
    ['20$00', 20, 'CVE', { currencyHint: 'CVE' }],
    ['12⁹⁹ €', 12.99, 'EUR'],
    ['12 99 €', 12.99, 'EUR'],
    ['$12 99', 12.99, 'USD', { currencyHint: 'USD' }],
    ['€ 1.299 95', 1299.95, 'EUR'],
    ['5 руб. 50 коп.', 5.5, 'RUB', { locale: 'ru-RU' }],
    ['99¢', 0.99, 'USD', { locale: 'en-US' }],
    ['79p', 0.79, 'GBP'],
  ]);

  it('does not take a footnote for decimals', () => {
    expect(readPrice('12,99 €¹')).toMatchObject({ amount: 12.99 });
    expect(readPrice('12 €, 10 Stück')).toMatchObject({ amount: 12 });
  });
});

describe('one separator and three digits', () => {
  reads([
    ['1.299 €', 1299, 'EUR'],
    ['1.299 €', 1299, 'EUR', { locale: 'en' }],
    ['$1.299', 1299, 'CLP', { locale: 'es-CL' }],
    ['1,299', 1299, null],
    ['R8,499', 8499, 'ZAR'],
    ['1.250 KWD', 1.25, 'KWD'],
    ['12,500 DT', 12.5, 'TND'],
    ['12.000 Ft', 12000, 'HUF'],
    ['12,000원', 12000, 'KRW'],
    ['1.299', 1.299, null, { decimalSeparatorHint: '.' }],
    ['1.299', 1299, null, { previousAmount: 1350 }],
    ['1.299', 1.299, null, { previousAmount: 1.31 }],
    ['1.299', 1299, null, { siblings: ['12,99', '5,49'] }],
    ['1.299', 1299, null, { currencyHint: '1.350.000' }],
    ['1.299', 1299, null, { locale: 'de-DE' }],
  ]);

  it('answers nothing where the surroundings say that the separator is the decimal one', () => {
    const open: PriceReading = { amount: null, currency: 'USD', ambiguous: 'separator' };
    expect(readPrice('$1.299', { locale: 'en-US' })).toEqual(open);
    expect(readPrice('1.299', { siblings: ['12.99', '5.49'] })).toMatchObject({ amount: null });
    expect(readPrice('1,250 KWD')).toEqual({ amount: null, currency: 'KWD', ambiguous: 'separator' });
    expect(readPrice('1.500 dinars')).toMatchObject({ amount: null });
  });

  it('says that thousands are assumed where nothing confirms them', () => {
    expect(readPrice('1.299')).toMatchObject({ amount: 1299, ambiguous: 'separator' });
    expect(readPrice('1.299 €')).toEqual({ amount: 1299, currency: 'EUR' });
    expect(readPrice('1.250 KWD')).toEqual({ amount: 1.25, currency: 'KWD' });
    expect(readPrice('Rs. 1,299')).toEqual({ amount: 1299, currency: null, ambiguous: 'currency' });
  });
});

describe('currencies', () => {
  reads([
    ['US $1.23', 1.23, 'USD'],
    ['U$S 1.234,56', 1234.56, 'USD'],
    ['$1.05 CAD', 1.05, 'CAD'],
    ['CDN$ 1,879.99', 1879.99, 'CAD'],
    ['19,99 $ US', 19.99, 'USD'],
    ['A$12', 12, 'AUD'],
    ['NT$1,299', 1299, 'TWD'],
    ['R$ 1.299,90', 1299.9, 'BRL'],
    ['S/ 1,299.00', 1299, 'PEN'],
    ['Rp1.299.000', 1299000, 'IDR'],
    ['RM1,299.00', 1299, 'MYR'],
    ['1.290.000đ', 1290000, 'VND'],
    ['1,290 บาท', 1290, 'THB'],
    ['1,280円(税込)', 1280, 'JPY'],
    ['￥1,280', 1280, 'JPY', { locale: 'ja' }],
    ['¥99', 99, 'CNY', { locale: 'zh-CN' }],
    ['129,90 ש"ח', 129.9, 'ILS'],
    ['131 990 тг.', 131990, 'KZT'],
    ['1 234 грн', 1234, 'UAH'],
    ['3 490 руб.', 3490, 'RUB', { locale: 'ru-RU' }],
    ['12 345 Ft', 12345, 'HUF'],
    ['kr.123,45', 123.45, 'DKK', { currencyHint: 'DKK' }],
    ['1.299 kr.', 1299, 'DKK', { locale: 'da' }],
    ['140,00 pln', 140, 'PLN'],
    ['749,00 euro', 749, 'EUR'],
    ['GH₵ 99.00', 99, 'GHS'],
    ['5,000/=', 5000, 'UGX', { locale: 'en-UG' }],
    ['£5', 5, 'EGP', { currencyHint: 'EGP' }],
    ['3,20 €', 3.2, 'EUR', { currencyHint: '$' }],
    ['10.14', 10.14, 'EUR', { currencyHint: 'Price in €' }],
    ['Price (EUR): 5.95', 5.95, 'EUR'],
    ['AED 8000 (USD 2179)', 8000, 'AED'],
    ['13800 ₶', 13800, null],
    ['151,200 تومان', 151200, null],
    ['20.00', 20, null, { currencyHint: 'All top items' }],
  ]);

  it('leaves a shared mark open and says so', () => {
    expect(readPrice('$5')).toEqual({ amount: 5, currency: null, ambiguous: 'currency' });
    expect(readPrice('5 kr')).toEqual({ amount: 5, currency: null, ambiguous: 'currency' });
    expect(readPrice('£5')).toEqual({ amount: 5, currency: 'GBP' });
  });
});

describe('other scripts and directions', () => {
  reads([
    ['١٢٣٫٤٥ د.إ', 123.45, 'AED'],
    ['۱۲۳٬۴۵۶ ریال', 123456, 'IRR'],
    ['\u200f99 ر.س.\u200f', 99, 'SAR'],
    ['１，２９９円', 1299, 'JPY'],
    ['₹ १,२३,४५६', 123456, 'INR'],
    ['5万円', 50000, 'JPY'],
  ]);
});

describe('factors', () => {
  reads([
    ['$1.2K', 1200, 'USD', { currencyHint: 'USD' }],
    ['10 k€', 10000, 'EUR'],
    ['€1,5M', 1500000, 'EUR'],
    ['₹ 2.5 Lakh', 250000, 'INR'],
    ['₹1.2 crore', 12000000, 'INR'],
    ['1,5 mln zł', 1500000, 'PLN'],
    ['250 тыс. ₽', 250000, 'RUB'],
    ['15k', null, null],
    ['200 K', 200, null],
  ]);
});

describe('several amounts', () => {
  reads([
    ['£20.00 £15.00', 20, 'GBP'],
    ['19,99 €24,99 €', 19.99, 'EUR'],
    ['24,99 €19,99 €-20%', 24.99, 'EUR'],
    ['Was £20 Now £15', 15, 'GBP'],
    ['£15 RRP £20', 15, 'GBP'],
    ['Price reduced from £40.00 to £30.00', 30, 'GBP'],
    ['Reduziert von 40,00 € auf 30,00 €', 30, 'EUR'],
    ['statt 20 € nur 15 €', 15, 'EUR'],
    ['UVP 20,00 € 15,00 €', 15, 'EUR'],
    ['de R$ 100,00 por R$ 80,00', 80, 'BRL'],
    ['Běžná cena 299,00 Kč', 299, 'CZK'],
    ['£50.00 Original price was: £50.00. £42.00Current price is: £42.00.', 42, 'GBP'],
    ['1,99 € (19,90 €/kg)', 1.99, 'EUR'],
    ['100 g = 1,20 € 3,60 €', 3.6, 'EUR'],
    ['29,99 € zzgl. 4,99 € Versand', 29.99, 'EUR'],
    ['R$ 1.234,56 ou 12x de R$ 102,88', 1234.56, 'BRL'],
    ['50 - £2.00 100 - £2.75', 2, 'GBP'],
    ['34.12 (40.94 inc VAT)', 34.12, null],
    ['%20 indirim 80,00 TL', 80, 'TRY'],
    ['iPhone 15 Pro 999 €', 999, 'EUR'],
    ['2 pairs from £349', 349, 'GBP'],
  ]);
});

describe('qualified prices', () => {
  const cases: readonly (readonly [string, PriceReading])[] = [
    ['ab 19,99 €', { amount: 19.99, currency: 'EUR', qualifier: 'from' }],
    ['À partir de 1 299 €', { amount: 1299, currency: 'EUR', qualifier: 'from' }],
    ['1,280円〜', { amount: 1280, currency: 'JPY', qualifier: 'from' }],
    ['up to £50', { amount: 50, currency: 'GBP', qualifier: 'up-to' }],
    ['£10 - £20', { amount: 10, currency: 'GBP', amountHigh: 20, qualifier: 'range' }],
    ['10–20 €', { amount: 10, currency: 'EUR', amountHigh: 20, qualifier: 'range' }],
    ['From 26 to 50 €', { amount: 26, currency: 'EUR', amountHigh: 50, qualifier: 'range' }],
    ['£5.95-10.95', { amount: null, currency: 'GBP', amountHigh: 10.95, qualifier: 'range' }],
    ['Kostenlos!', { amount: 0, currency: null, qualifier: 'free' }],
    ['Цена: бесплатно', { amount: 0, currency: null, qualifier: 'free' }],
    ['無料', { amount: 0, currency: null, qualifier: 'free' }],
    ['Preis auf Anfrage', { amount: null, currency: null, qualifier: 'on-request' }],
    ['Call for price: 555-1234', { amount: null, currency: null, qualifier: 'on-request' }],
    ['价格面议', { amount: null, currency: null, qualifier: 'on-request' }],
    ['19,99 € mtl.', { amount: null, currency: 'EUR', qualifier: 'instalment' }],
    ['12x de R$ 44,00 sem juros', { amount: null, currency: 'BRL', qualifier: 'instalment' }],
    ['Price: €15.95/mo', { amount: 15.95, currency: 'EUR' }],
  ];
  it.each(cases)('%j', (text, reading) => {
    expect(readPrice(text)).toEqual(reading);
  });
});

describe('what is no price', () => {
  it.each([
    '',
    ' ',
    '/',
    '€',
    '€ -',
    'Sold out',
    'N/A',
    'Free shipping',
    'sugar free',
    'Free shipping on orders €49+.',
    '40% OFF',
    '-15 %',
    '%50',
    '-€5.00',
    'Save €20',
    '€20 off',
    '5 € Rabatt',
    '+ 5,00 €',
    'Versand 4,99 €',
    '500 g',
    '16.00 ft',
    '2 Stück',
    '(123 reviews)',
    'In stock (5)',
    '4.5 out of 5 stars',
    '4.5/5',
    '1 of 5',
    '1080p',
    '1.2.3',
    '192.168.0.1',
    '12.05.2024',
    '2024-01-05',
    '01/02/2024',
    '12:50',
    'July, 2004',
    '25-09',
    '2-3 Werktage',
    'SKU 12345',
    '#884',
    'FX-991ES',
    'B07XJ8C8F5',
    '0800 123 456',
    '1234567890123',
    'There are 163 products in this category for you',
  ])('%j has no amount', (text) => {
    expect(readPrice(text).amount).toBeNull();
  });
});
