import { currencyCodes } from './currencies.ts';

/**
 * How people write currencies in prices: symbols, abbreviations, names. A row gives the currencies a mark may stand for
 * (several: the context decides; none: money, but of no ISO 4217 currency) and the marks, separated by `|`.
 * Sources: CLDR currency symbols, the national conventions of each currency, price tags.
 */
type MarkRow = readonly [codes: string, marks: string];

/** Every currency called dollar or peso, and so written `$`. */
const dollars =
  'USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP UYU DOP CUP BBD BMD BND BSD BZD FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD CVE';

/** Letters before a dollar sign, with or without a space. */
const dollarPrefixes: Readonly<Record<string, string>> = {
  USD: 'US|U.S.|USA',
  CAD: 'CA|CDN|CAN|CND|Can',
  AUD: 'AU|A',
  NZD: 'NZ',
  SGD: 'SG|S',
  HKD: 'HK',
  TWD: 'NT|TW',
  BRL: 'R|BR',
  MXN: 'MX|Mex|MEX',
  ARS: 'AR',
  CLP: 'CL',
  COP: 'COL',
  UYU: 'U',
  DOP: 'RD',
  TTD: 'TT',
  BZD: 'BZ',
  JMD: 'J|JA',
  BBD: 'Bds|BDS',
  BMD: 'BD',
  XCD: 'EC',
  FJD: 'FJ',
  GYD: 'GY',
  NAD: 'N',
  SBD: 'SI',
  TOP: 'T',
  WST: 'WS',
  KYD: 'CI',
  LRD: 'L',
  MOP: 'MOP',
  'CAD NIO': 'C',
};

/** Symbols and unmistakable words; letters in any case. */
const plainMarks: readonly MarkRow[] = [
  ['EUR', '€|euro|euros|euroa|eurot|eura|eur|евро|євро|евра|ευρώ|ευρω|eiro|eurų|eurai|evro|evrov|يورو|יורו|ევრო|ยูโร'],
  ['EUR', '欧元|歐元|ユーロ|유로'],
  ['USD', 'us dollar|us dollars|u.s. dollars|usd|долл. сша|美元|美金|米ドル|미국 달러|دولار أمريكي|دولار امريكي'],
  [dollars, '$|＄|﹩|dollar|dollars|dólar|dólares|dolares|долл|долларов|달러|ドル|دولار'],
  ['MXN ARS CLP COP UYU DOP CUP PHP', 'peso|pesos'],
  ['GBP', '£|￡|stg|pounds sterling|pound sterling|quid|英镑|英鎊|ポンド|파운드'],
  ['GBP EGP LBP SYP SDG FKP GIP SHP SSP', 'pound|pounds|фунтов|جنيه إسترليني'],
  ['JPY', '円|yen|日元|日圓|엔'],
  ['JPY CNY', '¥|￥'],
  ['CNY', 'rmb|人民币|人民幣|yuan|cn¥|위안'],
  ['CNY TWD HKD', '元|圆|圓|块|塊'],
  ['TWD', '新台币|新台幣|新臺幣|台币|台幣|臺幣'],
  ['HKD', '港币|港幣|港元'],
  ['KRW KPW', 'won'],
  ['KRW', '₩|￦|원'],
  ['INR', '₹|रुपये|रुपए'],
  ['INR PKR LKR NPR MUR SCR', '₨|rs|rupees|rupee|рупий'],
  ['INR NPR', 'रु|रू'],
  ['NPR', 'नेरू|npr'],
  ['PKR', 'روپے|روپیہ'],
  ['LKR', 'රු|රුපියල්'],
  ['RUB', '₽|рос. руб|российских рублей'],
  ['BYN', 'бел. руб|белорусских рублей'],
  ['RUB BYN', 'руб|рублей|рубля|рубль|р|rubles|rbl'],
  ['UAH', '₴|грн|гривень|гривен|гривні|гривна|гривня|гривны|hrn|hryvnia'],
  ['KZT', '₸|тг|тенге|теңге|tenge'],
  ['UZS', "so'm|soʻm|soʼm|so’m|сўм|сум|soum"],
  ['KGS', 'сом'],
  ['KGS UZS', 'som'],
  ['TJS', 'сомонӣ|сомони|смн'],
  ['AZN', '₼|манат'],
  ['AZN TMT', 'manat'],
  ['AMD', '֏|դր|դրամ|драм|dram'],
  ['GEL', '₾|ლ|ლარი|lari|лари'],
  ['PLN', 'zł|zl|złotych|złote|złoty|zlotych|zloty|злотых'],
  ['CZK', 'kč|kc|kčs|korun|koruna|koruny'],
  ['HUF', 'forint|huf'],
  ['BGN', 'лв|лева|leva|lv'],
  ['RSD', 'рсд|rsd|динара|dinara'],
  ['RSD MKD', 'дин|din'],
  ['MKD', 'ден|денари|denari'],
  ['HRK', 'kn|kuna|kune'],
  ['ALL', 'lekë|lek|leke'],
  ['RON MDL', 'lei|leu|лей|леев'],
  ['TRY', '₺|tl|türk lirası|lira'],
  ['SEK NOK DKK ISK', 'kr'],
  ['SEK', 'kronor|skr|крон'],
  ['NOK DKK', 'kroner'],
  ['NOK', 'nkr'],
  ['DKK', 'dkr'],
  ['ISK', 'krónur|ikr'],
  ['CHF', 'sfr|franken|fr|stutz'],
  ['CHF XOF XAF', 'franc|francs'],
  ['ILS', "₪|ש״ח|ש\"ח|ש''ח|ש'ח|שח|שקל|שקלים|nis"],
  ['AED', 'د.إ|درهم إماراتي'],
  ['AED MAD', 'dh|dhs|درهم|dirham|dirhams'],
  ['MAD', 'د.م|درهم مغربي|mad'],
  ['SAR', 'ر.س|ريال سعودي|s.r'],
  ['QAR', 'ر.ق|ريال قطري|qr'],
  ['OMR', 'ر.ع|ريال عماني|r.o'],
  ['YER', 'ر.ي|ريال يمني'],
  ['SAR QAR OMR YER IRR', '﷼|ريال|riyal|riyals|rial|rials'],
  ['IRR', 'ریال'],
  ['', 'تومان|تومن|toman|₶|ƀ|₿|btc'],
  ['KWD', 'د.ك|دينار كويتي|k.d|kd'],
  ['BHD', 'د.ب|دينار بحريني|b.d|bd'],
  ['JOD', 'د.أ|د.ا|دينار أردني|دينار اردني|jd'],
  ['IQD', 'د.ع|ع.د|دينار عراقي'],
  ['DZD', 'د.ج|دج|دينار جزائري'],
  ['TND', 'د.ت|دينار تونسي|dt'],
  ['LYD', 'د.ل|دينار ليبي'],
  ['KWD BHD JOD IQD DZD TND LYD', 'دينار|dinar|dinars'],
  ['EGP', 'ج.م|جنيه|جنية|جم|جن|e£|l.e|egp|جنيه مصري'],
  ['SDG', 'ج.س|جنيه سوداني'],
  ['SYP', 'ل.س|ليرة سورية|s£|ش.ص'],
  ['LBP', 'ل.ل|ليرة لبنانية|l.l|ll|l£'],
  ['AFN', '؋|افغانی'],
  ['THB', '฿|บาท|baht|бат'],
  ['VND', '₫|vnđ|đ|đồng|dong'],
  ['KHR', '៛|riel|រៀល'],
  ['LAK', '₭|kip|ກີບ'],
  ['MMK', 'ကျပ်|kyat|kyats|ks'],
  ['IDR', 'rp|rupiah'],
  ['MYR', 'rm|ringgit'],
  ['PHP', '₱|piso'],
  ['MOP', 'pataca|patacas|澳门元|澳門元'],
  ['MNT', '₮|төгрөг|tugrik'],
  ['BDT', '৳|টাকা|tk|taka'],
  ['MVR', 'rf|mrf|rufiyaa|ރ'],
  ['BTN', 'nu'],
  ['NGN', '₦|naira'],
  ['GHS', 'gh₵|gh¢|₵|cedi|cedis'],
  ['KES', 'ksh|kshs'],
  ['TZS', 'tsh|tshs'],
  ['UGX', 'ush|ushs'],
  ['KES TZS UGX SOS', '/=|shillings'],
  ['ETB', 'ብር'],
  ['ETB BYN', 'br|birr'],
  ['ERN', 'nfk|ናቕፋ'],
  ['RWF', 'frw'],
  ['BIF', 'fbu'],
  ['DJF', 'fdj'],
  ['GNF', 'gfr'],
  ['XOF XAF', 'fcfa|f cfa|cfa|francs cfa'],
  ['XPF', 'f cfp|cfp|fcfp'],
  ['MGA', 'ar|ariary'],
  ['ZAR', 'rand|rands'],
  ['BWP', 'pula'],
  ['MZN', 'mt|mtn|meticais'],
  ['ZMW', 'zk|kwacha'],
  ['AOA', 'kz|kwanza|kwanzas'],
  ['STN', 'db'],
  ['GMD', 'dalasi'],
  ['MRU', 'um'],
  ['AWG ANG XCG', 'ƒ|afl|naf'],
  ['BRL', 'reais|real'],
  ['PEN', 's/.|s/|soles'],
  ['BOB', '$b|bolivianos'],
  ['VES', 'bs.s|bs.d|bss|bolívares|bolivares'],
  ['BOB VES', 'bs'],
  ['PYG', '₲|gs|guaraníes|guaranies'],
  ['UYU', '$u'],
  ['CUC', 'cuc$'],
  ['CRC', '₡|colones'],
  ['GTQ', 'quetzales'],
  ['HNL', 'lempiras'],
  ['PAB', 'b/.|b/|balboas'],
  ['NIO', 'córdobas|cordobas'],
  ['VUV', 'vt|vatu'],
  ['BAM', 'км|konvertibilnih maraka'],
];

/** Marks that are something else in other case: `Ft` is forint, `ft` feet; `DA` dinar, `da` an Italian word. */
const exactMarks: readonly MarkRow[] = [
  ['HUF', 'Ft|FT'],
  ['BAM', 'KM'],
  ['EGP', 'LE'],
  ['DZD', 'DA'],
  ['LYD', 'LD'],
  ['SCR SAR', 'SR'],
  ['MWK', 'MK'],
  ['GNF', 'FG'],
  ['CDF', 'FC'],
  ['SLE', 'Le|SLL'],
  ['TJS', 'SM'],
  ['', 'SPL|Sʻ'],
];

/** One letter is a mark only where nothing else can be meant, see `lexPriceText`. */
const letterMarks: readonly MarkRow[] = [
  ['ZAR', 'R'],
  ['PHP BWP', 'P'],
  ['GTQ', 'Q'],
  ['HNL ALL', 'L'],
  ['PGK MMK ZMW', 'K'],
  ['SZL', 'E'],
  ['HTG', 'G'],
  ['XOF XAF CHF', 'F'],
  ['GMD', 'D'],
  ['RUB BYN', 'Р'],
];

/** Hundredths: `99¢`, `75 ct`, `50 коп.`. */
const centMarks: readonly MarkRow[] = [
  ['USD CAD AUD EUR NZD ZAR', '¢|￠|cent|cents'],
  ['GBP', 'pence'],
  ['RUB BYN UAH', 'коп|копеек|копійок'],
  ['PLN', 'groszy|grosze'],
];

/** Words that are also something else: they count only where no other mark claims a price. */
const weakMarks = new Set(
  (
    'pound pounds som real din dinar rand rands nu ar um mt mtn tk db kip won lira lek den dram fr da le ll ld sr km rm rf ks ' +
    'mk fg fc sm vt ar gs bs afl lari manat franc francs quid stutz yen lei tl kn cent cents pence ALL TOP TRY CUP PEN MAD ' +
    'COP BOB SOS GEL MUR BAM MOP ANG CAD LAK RON'
  ).split(' '),
);
/** Lower-case ISO codes as common as the upper-case ones; the others are mostly words (`all`, `top`, `try`). */
const commonLowerCase = new Set(
  'eur usd gbp pln czk huf chf sek nok dkk aud inr aed sar rub uah kzt jpy brl'.split(' '),
);

export type MarkStrength = 'weak' | 'plain' | 'strong';

export interface CurrencyMark {
  /** ISO 4217 codes the mark may stand for; empty where it is money of no ISO currency. */
  readonly codes: readonly string[];
  /** `strong`: a currency wherever it stands. `plain`: one beside a number. `weak`: often something else. */
  readonly strength: MarkStrength;
  /** Counts hundredths of the currency. */
  readonly cents: boolean;
  readonly oneLetter: boolean;
}

const exact = new Map<string, CurrencyMark>();
const folded = new Map<string, CurrencyMark>();
/** Lengths of the marks that begin with a character, longest first. */
const lengthsByFirst = new Map<string, number[]>();

function strengthOf(text: string, isIsoCode: boolean): MarkStrength {
  if (weakMarks.has(text)) return 'weak';
  if (isIsoCode) return text === text.toUpperCase() ? 'strong' : commonLowerCase.has(text) ? 'plain' : 'weak';
  return /[^\p{L}\p{M}.' /"]/u.test(text) ? 'strong' : 'plain';
}

function add(
  table: Map<string, CurrencyMark>,
  rows: readonly MarkRow[],
  kind: 'iso' | 'cents' | 'letter' | 'name',
): void {
  for (const [codes, marks] of rows) {
    for (const text of marks.split('|')) {
      table.set(text, {
        codes: codes === '' ? [] : codes.split(' '),
        strength: strengthOf(text, kind === 'iso'),
        cents: kind === 'cents',
        oneLetter: kind === 'letter',
      });
      for (const first of new Set([text.charAt(0), text.charAt(0).toUpperCase()])) {
        const lengths = lengthsByFirst.get(first) ?? [];
        if (!lengths.includes(text.length)) lengths.push(text.length);
        lengthsByFirst.set(first, lengths);
      }
    }
  }
}

const dollarMarks = Object.entries(dollarPrefixes).map(([codes, prefixes]): MarkRow => {
  const all = prefixes.split('|');
  const spaced = all.filter((prefix) => prefix.length > 1 || prefix === 'R');
  return [codes, [...all.map((prefix) => `${prefix}$`), ...spaced.map((prefix) => `${prefix} $`)].join('|')];
});
add(
  folded,
  currencyCodes.map((code): MarkRow => [code, code.toLowerCase()]),
  'iso',
);
add(folded, plainMarks, 'name');
add(folded, centMarks, 'cents');
add(exact, dollarMarks, 'name');
add(exact, exactMarks, 'name');
add(exact, letterMarks, 'letter');
add(
  exact,
  currencyCodes.map((code): MarkRow => [code, code]),
  'iso',
);
for (const lengths of lengthsByFirst.values()) lengths.sort((a, b) => b - a);

/** Scripts written without spaces: a mark in them may touch other letters. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u;
const letter = /[\p{L}\p{M}]/u;

/** The longest mark that begins at `index` and does not end within a word, with its end; undefined where there is none. */
export function currencyMarkAt(text: string, index: number): { mark: CurrencyMark; end: number } | undefined {
  for (const length of lengthsByFirst.get(text.charAt(index)) ?? []) {
    const end = index + length;
    if (end > text.length) continue;
    const written = text.slice(index, end);
    const mark = exact.get(written) ?? folded.get(written.toLowerCase());
    if (!mark) continue;
    const last = written.charAt(length - 1);
    const next = text.charAt(end);
    const isWord = letter.test(last);
    if (isWord && next !== '' && letter.test(next) && !unspaced.test(last)) continue;
    return { mark, end: isWord && next === '.' ? end + 1 : end };
  }
  return undefined;
}
