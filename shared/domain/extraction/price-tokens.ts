/** One price as it stands in a text: its amount with the currency next to it. */
export interface PriceToken {
  readonly text: string;
  readonly index: number;
  readonly hasCurrency: boolean;
}

const symbols = '[$€£¥￥₹₽₩₺₴₪₫฿₱₦₸₲₡₭₮₼₾₵₨﷼]';
const codes =
  'USD|EUR|GBP|JPY|CNY|CHF|CAD|AUD|NZD|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|BGN|HRK|RSD|TRY|RUB|UAH|BYN|KZT|INR|IDR|MYR|SGD|HKD|TWD|KRW|THB|VND|PHP|BRL|MXN|ARS|CLP|COP|PEN|UYU|ZAR|NGN|KES|EGP|MAD|AED|SAR|QAR|KWD|BHD|OMR|JOD|ILS|PKR|BDT|LKR|GEL|AMD|AZN|RMB|NTD|RUR';
const before = `(?:(?:US|AU|CA|NZ|HK|NT|C|A|S|R|MX|AR)\\s?\\$|${symbols}|(?:${codes})(?![A-Za-z])|(?:Rs|Rp|RM|R|Kr|kr|Ft|CHF|Fr|S/|Php|Tk)\\.?(?=\\s?\\d)|руб\\.?|ر\\.س|د\\.إ|ريال|درهم)`;
const after = `(?:${symbols}|(?:${codes})(?![A-Za-z])|(?:kr|Kč|zł|Ft|lei|Lei|LEI|RON|лв|руб|р|₽|грн|тг|тенге|ден|din|KM|Br|бел|б\\.\\s?р|сум|euros?|Euros?|EURO|TL|元|円|원|บาท|đ|Đ|dh|Dhs?|ر\\.س|د\\.إ|ريال|درهم|ج\\.م)(?![\\p{L}\\p{N}]))`;
const number =
  "(?<![\\d.,])\\d(?:[\\d.,'’]*\\d|(?:[ \\u00a0\\u202f\\u2009]\\d{3})+(?!\\d)(?:[.,]\\d{1,2}(?!\\d))?|[\\d.,'’]*)(?:(?:[ \\u00a0\\u202f\\u2009]\\d{3}(?!\\d))*(?:[.,]\\d{1,2}(?!\\d))?)(?:[.,]\\s?[-–—]+|:-)?";
const priceToken = new RegExp(
  `(?<before>${before})?[\\s\\u00a0]{0,2}(?<number>${number})(?:[\\s\\u00a0]{0,2}(?<after>${after}))?`,
  'gu',
);

/** All numbers of a text that may be prices, in order; percentages left out. */
export function priceTokens(text: string): PriceToken[] {
  const tokens: PriceToken[] = [];
  for (const match of text.matchAll(priceToken)) {
    const end = match.index + match[0].length;
    if (/^\s?%/.test(text.slice(end, end + 2))) continue;
    const dashed = /[-–—]$/.test(match.groups?.number ?? '');
    const hasCurrency = match.groups?.before !== undefined || match.groups?.after !== undefined || dashed;
    tokens.push({ text: match[0].trim(), index: match.index, hasCurrency });
  }
  return tokens;
}
