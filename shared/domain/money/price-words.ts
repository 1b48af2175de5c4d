/** What a word or short phrase before a number says about it. */
export type PriceWord = 'from' | 'up-to' | 'old' | 'now' | 'saving' | 'shipping' | 'price' | 'identifier' | 'month';

/** Phrases in the languages of shops, `|`-separated, lower case, without punctuation. */
const phrases: Readonly<Record<PriceWord, string>> = {
  from: 'from|starting at|starting from|starts at|as low as|ab|ab nur|schon ab|von|desde|a partir de|à partir de|dès|a partire da|da|od|již od|už od|vanaf|va|fra|från|alkaen|alates|no|nuo|от|від|ад|από|din|de la|începând cu|tól|den başlayan|tão baixo quanto|tan bajo como|החל מ|từ|mulai|mulai dari|dari',
  'up-to':
    "up to|bis|bis zu|max|maximum|jusqu'à|hasta|fino a|até|až do|tot wel|op til|opp til|upp till|до|έως|până la|akár|sampai|hingga|under|below|unter|less than",
  old: 'was|were|original price was|typical price|preis war|ursprünglicher preis|prix initial|prix initial était|precio original|precio original era|prezzo originale|prezzo originale era|prijs was|oorspronkelijke prijs|preço original|preço original era|pierwotna cena|cena wynosiła|priset var|pris var|oprindelige pris|before|originally|original price|regular price|reg price|reg|list price|rrp|msrp|srp|uvp|compare at|compare at price|instead of|statt|anstatt|vorher|früher|bisher|alter preis|ursprünglich|avant|au lieu de|prix conseillé|prix barré|ancien prix|antes|precio anterior|de|prezzo di listino|listino|prima|anziché|invece di|van|adviesprijs|voorheen|było|stara cena|poprzednia cena|cena regularna|najniższa cena|běžná cena|bežná cena|původně|původní cena|pôvodná cena|před slevou|pred zľavou|místo|førpris|før|veil|ord|ord pris|ordinarie pris|tidigare|tidigare pris|normalhinta|ovh|aiemmin|старая цена|было|раньше|вместо|стара ціна|παλιά τιμή|αρχική|eski fiyat|preț vechi|prp|eredeti ár|قبل|كان',
  now: "now|now only|current price|current price is|aktueller preis|preis ist|prix actuel|prix actuel est|precio actual es|prezzo attuale|prezzo attuale è|huidige prijs|prijs is|preço atual|preço atual é|aktualna cena|cena wynosi|priset är|pris er|aktuelle pris|sale|sale price|our price|your price|special|special price|today|deal|deal price|only|just|jetzt|nur|nur noch|neu|neuer preis|aktionspreis|angebot|angebotspreis|sonderpreis|maintenant|prix promo|promo|aujourd'hui|ahora|precio oferta|precio actual|oferta|por|agora|ora|adesso|offerta|nu|voor|teraz|nowa cena|promocja|cena promocyjna|nyní|akční cena|po slevě|po zľave|nå|nyt|сейчас|теперь|новая цена|цена со скидкой|зараз|τώρα|acum|şimdi|şimdi sadece|indirimli fiyat|الآن",
  saving:
    'save|you save|saving|savings|discount|rabatt|ersparnis|sie sparen|du sparst|spare|sparen|gespart|économisez|économie|remise|ahorra|ahorras|ahorro|descuento|economize|economia|desconto|poupa|poupe|risparmi|risparmia|sconto|korting|bespaar|je bespaart|oszczędzasz|rabat|taniej o|zniżka|ušetříte|ušetrite|sleva|zľava|sparar|säästä|экономия|скидка|выгода|знижка|економія|έκπτωση|reducere|economisești|kedvezmény|indirim|cashback|coupon|voucher|gutschein|خصم|وفر',
  shipping:
    'shipping|zzgl|zuzüglich|shipping price|shipping cost|ships for|delivery|delivery cost|delivery charge|postage|freight|on orders|orders|orders over|orders of|order over|spend|versand|versandkosten|versandkostenfrei ab|lieferung|liefergebühr|livraison|frais de port|envío|envio|gastos de envío|envío gratis desde|frete|entrega|spedizione|spese di spedizione|consegna|verzending|verzendkosten|bezorging|dostawa|wysyłka|doprava|doručení|frakt|fragt|levering|leverans|toimitus|доставка|доставки|μεταφορικά|livrare|szállítás|kargo|deposit|pfand|consigne|statiegeld',
  price:
    'price|preis|prix|precio|preço|prezzo|prijs|cena|pris|hinta|цена|ціна|τιμή|preț|ár|fiyat|pvp|cijena|hind|kaina|giá|harga|السعر|سعر|מחיר',
  identifier:
    'sku|ean|gtin|upc|isbn|asin|mpn|ref|réf|art|art nr|artikel|artikelnummer|item|item no|model|modell|nr|nº|n°|id|code|código|kód|kod|код|код товара|артикул|part|serial|tel|phone|page|seite|size|größe|taille|talla|version|qty|quantity|anzahl|menge|top|step|no|stock|in stock|auf lager|call|hotline|fax|page|rating|reviews|year|since',
  month:
    'january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|januar|februar|märz|mai|juni|juli|oktober|dezember|okt|dez|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre',
};

/** The same in scripts without spaces, where a phrase stands anywhere in the text before the number. */
const unspacedPhrases: readonly (readonly [PriceWord, string])[] = [
  ['old', '原价'],
  ['old', '原價'],
  ['old', '定価'],
  ['old', '市场价'],
  ['old', '通常価格'],
  ['old', '정가'],
  ['old', 'ปกติ'],
  ['now', '现价'],
  ['now', '現價'],
  ['now', '特価'],
  ['now', 'セール価格'],
  ['now', '할인가'],
  ['now', 'ลดเหลือ'],
  ['saving', '节省'],
  ['saving', '割引'],
  ['saving', '할인금액'],
  ['shipping', '运费'],
  ['shipping', '運費'],
  ['shipping', '送料'],
  ['shipping', '배송비'],
  ['shipping', 'ค่าส่ง'],
  ['from', '最低'],
  ['from', 'เริ่มต้น'],
  ['price', '价格'],
  ['price', '價格'],
  ['price', '価格'],
  ['price', '가격'],
  ['price', 'ราคา'],
];

const kinds = new Map<string, PriceWord>();
for (const [word, list] of Object.entries(phrases)) {
  // As written here, keys are the PriceWords.
  for (const phrase of list.split('|')) if (!kinds.has(phrase)) kinds.set(phrase, word as PriceWord);
}

const wordPattern = /[\p{L}\p{M}°º']+/gu;
const reach = 5;
const longestPhrase = 4;

/**
 * What the text before a number calls it: the phrase nearest to the number, at most five words back and in the same
 * sentence; undefined where no known phrase stands there.
 */
export function wordBefore(lead: string): PriceWord | undefined {
  if (lead.length < 2) return undefined;
  const clause =
    lead
      .slice(Math.max(0, lead.length - 120))
      .split(/[!?;|•·]|\.\s(?=\p{Lu})/u)
      .at(-1) ?? '';
  const words =
    clause
      .toLowerCase()
      .replace(/(?<=\p{L})\.(?=\p{L})/gu, '')
      .match(wordPattern) ?? [];
  for (let last = words.length; last > Math.max(0, words.length - reach); last -= 1) {
    for (let length = Math.min(longestPhrase, last); length > 0; length -= 1) {
      const kind = kinds.get(words.slice(last - length, last).join(' '));
      if (kind === 'identifier' || kind === 'month') {
        if (last === words.length) return kind;
      } else if (kind) return kind;
    }
  }
  return unspacedPhrases.find(([, phrase]) => clause.includes(phrase))?.[0];
}

const boundary = '(?![\\p{L}\\p{M}])';

/** Paid again each period, so no price of the thing: `$25/mo`, `19,90 € mtl.`, `1 990 ₽ в месяц`, `/ year`. */
export const periodAfter = new RegExp(
  `^[\\s*]*(?:/|per|a|pro|par|por|al|im|je|i|w|в|на|p\\.|p/|x|za)?\\s*(?:p/m|pm|p\\.m\\.?|pcm|mo|mth|month|months|monthly|monat|monate|monatlich|mtl|mois|mes|meses|mês|mese|maand|miesiąc|miesięcznie|mies|měsíc|měsíčně|mesiac|mesačne|måned|mnd|mdr|månad|mån|kk|kuukausi|месяц|мес|місяць|міс|μήνα|lună|hó|hónap|ay|week|wk|woche|semaine|semana|неделю|year|yr|yearly|jahr|jährlich|an|año|ano|anno|jaar|rok|год|月|month-to-month)${boundary}`,
  'iu',
);

/** A measure after an amount: the price of a part, not of the thing, or of one piece. */
export const perMeasureAfter =
  /^[\s*]*(?:\/|per|pro|je|par|por|al|za|за|=)\s*(?:\d+(?:[.,]\d+)?\s*)?(?:kg|kilo|kilogramm?|g|gr|gramm?|mg|lb|lbs|oz|ounce|l|liter|litre|litro|litr|ml|cl|dl|100|m²|m2|sqft|sq|m|meter|metre|kwh|кг|л|г|мл)(?![\p{L}\p{M}])/iu;

/** Units and things counted: what a bare number before one of these says is no price. */
export const quantityAfter = new RegExp(
  `^\\s*(?:(?:x|×|%|°|"|″|'')|(?:percent|prozent|procent|proc|g|gr|kg|mg|ml|cl|dl|l|ltr|liter|litre|liters|litres|m|cm|mm|km|ft|feet|foot|inch|inches|yd|oz|lb|lbs|gal|pcs|pc|pieces?|pack|packs|st|stk|stück|szt|ks|db|kpl|tk|шт|штук|tb|gb|mb|ghz|mhz|hz|mah|wh|kwh|w|kw|kcal|kj|cal|px|mp|years?|yrs?|months?|mo|mos|weeks?|days?|hours?|hrs?|h|mins?|minutes?|sec|seconds?|jahre?|monate?|wochen?|tage?|stunden?|jours?|mois|ans|días?|meses|años?|dagen|dni|dní|reviews?|ratings?|stars?|sterne|bewertungen|avis|opiniones|recensioni|items?|products?|produkte?|artikel|articles?|results?|ergebnisse|colou?rs|sizes|pairs?|paar|customers?|people|persons?|sold|left|views|watching|bids?|points?|pts|punkte|out of|of|von|de|sur|su|ausgaben|issues|volumes?|vol|pages?|seiten|кг|г|гр|мл|л|см|мм|м|лет|год|года|дней|месяцев|отзывов|отзыва)${boundary}|[個个件本枚点台人年月日号號개명])`,
  'iu',
);

/** Right after an amount, it is what is taken off: `$20 off`, `5 € Rabatt`. */
export const savingAfter = new RegExp(
  `^[\\s*]*(?:off|discount|rabatt|gespart|sparen|de réduction|de descuento|de desconto|di sconto|korting|rabatu|taniej|скидка|скидки|cashback|back|saved|savings|coupon)${boundary}`,
  'iu',
);

/** The whole rest after an amount: what is paid for is the way, not the thing. */
export const shippingAfter = new RegExp(`^[\\s*]*(?:${phrases.shipping})\\P{L}*$`, 'iu');

const free =
  'free|for free|free of charge|gratis|kostenlos|umsonst|kostenfrei|gratuit|gratuite|gratuito|gratuita|grátis|gratuïto|за darmo|za darmo|bezpłatnie|darmowe|zdarma|zadarmo|ingyenes|ingyen|ücretsiz|bedava|бесплатно|безкоштовно|безплатно|δωρεάν|ilmainen|maksuton|besplatno|brezplačno|tasuta|nemokamai|nemokama|bezmaksas|miễn phí|percuma|ฟรี|免费|免費|無料|무료|مجاني|مجانا|رایگان|חינם|मुफ़्त|मुफ्त|gratuitement';
const onRequest =
  'call for price|call for pricing|price on request|prices on request|price upon request|price on application|request price|request a quote|contact us for price|contact for price|ask for price|add to cart for price|see price in cart|p\\.?o\\.?a\\.?|preis auf anfrage|auf anfrage|preis anfragen|prix sur demande|sur demande|nous consulter|prix sur devis|sur devis|a consultar|consultar precio|consultar|precio a consultar|precio bajo consulta|bajo consulta|sob consulta|preço sob consulta|sob orçamento|prezzo su richiesta|su richiesta|prijs op aanvraag|op aanvraag|cena na zapytanie|na zapytanie|zapytaj o cenę|cena na dotaz|na dotaz|na vyžádání|pris på forespørsel|pris på förfrågan|pris på anmodning|hinta pyydettäessä|цена по запросу|по запросу|уточняйте цену|уточнить цену|договорная|договорная цена|ціна за запитом|договірна|τιμή κατόπιν αιτήματος|preț la cerere|la cerere|ár kérésre|fiyat sorunuz|fiyat için arayın|liên hệ|giá liên hệ|hubungi kami|价格面议|面议|價格面議|面議|電洽|要お問い合わせ|お問い合わせ|応談|가격문의|가격 문의|السعر عند الطلب|اتصل للسعر|vb|verhandlungsbasis|tbd|tba';

const freePattern = new RegExp(`^\\P{L}*(?:(?:${phrases.price})\\P{L}+)?(?:${free})\\P{L}*$`, 'iu');
const onRequestPattern = new RegExp(`(?<![\\p{L}\\p{M}])(?:${onRequest})${boundary}`, 'iu');

/** The whole text says that nothing is to be paid. Never a part of it: shipping is free more often than goods. */
export function isFree(text: string): boolean {
  return text.length < 40 && !/\d/.test(text) && freePattern.test(text);
}

/** The text says that the price is told on request. */
export function isOnRequest(text: string): boolean {
  return text.length < 200 && onRequestPattern.test(text);
}

/** What joins the two ends of a range. */
export const rangeJoin = /^\s?(?:[-–—~]|to|through|thru|auf|bis|à|a|до|do|till|til|and|und|y|から)\s?$/iu;
