import type { PriceRole } from './extraction.ts';

/**
 * Words of class names, ids and test ids that say what an amount is, each at the beginning of a word. The first rule that
 * matches counts.
 */
export const markupRoles: readonly (readonly [role: PriceRole | 'not-a-price', words: RegExp])[] = [
  ['shipping', startOfWord('shipping|delivery|versand|liefer|livraison|envio|spedizione|frete|postage|dostav|doprav')],
  [
    'instalment',
    startOfWord(
      'instal|monthly|per-?month|financ|klarna|affirm|afterpay|emi(?=[\\s-]|$)|leasing|parcela|cuota|splatk|rata(?=[\\s-]|$)|payment-?plan|kredit',
    ),
  ],
  [
    'per-unit',
    startOfWord(
      'unit-?price|price-?per-|price-?pu|per-?unit|base-?price|grundpreis|basispreis|ppu|measure-?price|prix-?unitaire|unitprice|priceperunit',
    ),
  ],
  ['used', startOfWord('used|refurb|pre-?owned|second-?hand|open-?box|gebraucht|renewed')],
  ['member', startOfWord('member|loyalty|club-|card-?price|plus-?price|prime-?price|vip|adherent|cmr|tarjeta')],
  ['coupon', startOfWord('coupon|voucher|promo-?code|gutschein')],
  ['auction', startOfWord('current-?bid|bid-?price|winning-?bid|high(?:est)?-?bid|auction-?price|latest-?bid')],
  [
    'not-a-price',
    startOfWord(
      'sav(e|es|ing|ings)(?=[\\s-]|$)|discount-?(amount|value|percent|badge|label|sticker|rate|tag)|sticker|you-?save|yousave|reward|points?(?=[\\s-]|$)|cash-?back|bonus|rating|reviews?(?=[\\s-]|$)|stars?(?=[\\s-]|$)|count(?=[\\s-]|$)|qty|quantity|phone|tel(?=[\\s-]|$)|threshold|minimum|deposit|sub-?total|cart-?total|tax-?amount|warrant|protection|insurance|trade-?in|gift|donat|estimate|bid-?increment',
    ),
  ],
  [
    'list',
    startOfWord(
      'old|was(?![a-z])|was-?price|list-?price|rrp|msrp|srp(?![a-z])|uvp|pvp|regular-?(?:price|amount)|price-?-?regular|strike|striked|stroke|crossed|line-?through|original|before|previous|prev-|prev(?=price)|tachado|antes|compare|comparison-?price|retail-?price|barre|full-?price|standard-?price|normal-?price|reference|basis-?price|non-?sale|undiscounted|initial-?price|base-?old|a-text-price|rrpprice|precio-?anterior|discounted-?from|first-?price|high-?price|wasprice',
    ),
  ],
];

function startOfWord(words: string): RegExp {
  return new RegExp(`(?:^|[\\s-])(?:${words})`);
}

type TextRole = PriceRole | 'not-a-price';

/** Words right before an amount that say what it is: labels, mostly. The first rule that matches counts. */
export const rolesBefore: readonly (readonly [role: TextRole, words: RegExp])[] = [
  [
    'instalment',
    /monthly|month(ly)? from|instal?ment|\d+\s?[x×]\s?(de|of|sem|r?\$|€|£|por)?\s*$|\bx\s*(de|of)\s*$|em at[eé]|parcela|cuotas?|\bpayments? of|pay(ments)? (as low as|from)|mensualit|monatlich|raten|ratenzahlung|měsíčně|splátk|\d+\s+rat[ey]\b|ay taksit|рассрочк|кредит|分期|무이자|месяц/i,
  ],
  [
    'per-unit',
    /unit price|price per|grundpreis|cena za|(\/|\bper\b|pro|je|al|za|за)\s?(1\s?|100\s?)?(kg|g|l|ml|lt|litre|oz|lb|stk|stück|ks|m|m²|шт|кг|unit|count)\s?[:=]?\s*\(?$/i,
  ],
  [
    'shipping',
    /shipping|delivery|versand(?!\s+durch)|livraison|env[ií]o|spedizion|frete|postage|doprav|доставк|dostaw|verzend|frakt|kargo|배송|運費|משלוח|orders? (over|above|of)|on orders|spend over|ab einem|free (?:over|on|from)|over\s*$|dès\s*$|ab\s+bestell/i,
  ],
  [
    'auction',
    /\b(?:current|winning|high(?:est)?|latest|opening) bid\b|aktuelles gebot|höchstgebot|enchère (?:actuelle|en cours)|puja actual|lance atual|offerta attuale|huidig(?:e)? bod|nuvarande bud|høyeste bud|aktuální příhoz|aktualna oferta|текущая ставка|現在の?(?:価格|入札)|目前出價|현재 입찰/i,
  ],
  [
    'not-a-price',
    /\bsave\b|saving|you save|sparen|ersparnis|spar(st)?\b|économi[es]|ahorr|risparmi|econom|desconto|descuento|sconto|réduction|remise|rabat|ušetř|sleva|zľav|zniž|oszcz|скидк|выгод|экономи|הנחה|折扣|cash\s?back|\bearn\b|points?\b|puntos|punti|rewards?|bonus|gift card|trade.?in|deposit|\btax\b|\bvat\b\s*:?\s*$|import fees|warranty|protection|garantie|assurance|insurance|estimate|\bgoal\b|raised|minimum|spend\b|\b\d+\s?(?:for|für|pour|voor|för|za|за)\s*$|your (max|bid)|maximum bid|starting (price|bid)|approx\w*\.?\s*$|≈|reserve price|next bid|coupon value|up to\s*$/i,
  ],
  [
    'used',
    /\bused\b|refurb|pre-?owned|open.?box|gebraucht|d.occasion|occasion|ricondizionat|reacondicionad|usato|usados?|seminuevo|second.?hand|begagnad|б\/у|中古/i,
  ],
  [
    'member',
    /\bmembers?\b|with (your |the )?[\w ]{0,20}card\b|clubcard|loyalty|\bclub\b|con tarjeta|cart[aã]o|carte de fid|kundenkarte|con carta|per gli iscritti|prime members|subscriber/i,
  ],
  ['coupon', /coupon|voucher|promo code|with code|gutschein|cup[oó]n|cupom|codice|kod rabatowy|промокод/i],
  [
    'list',
    /\b(was|were|list|list price|rrp|msrp|srp|reg(ular)?\.?( price)?|orig(inal(ly)?)?\.?|before|compare at|retail|typical price|previously|usual|reduced from|down from|instead of)\s*:?\s*$|\b(was|rrp|msrp|list price)\b|\bstatt\b|\buvp\b|früher|vorher|bisher|\bantes\b|\bde:?\s*$|precio (normal|anterior|de lista|regular)|\bnormal\b|\bpvp|au lieu de|prix (conseillé|public|barré|habituel|d.origine)|invece di|anziché|prezzo (di listino|consigliato|precedente)|listino|původn|běžná cena|cena przed|najni[zż]sza cena|bylo|předtím|preț vechi|prp|van\s*$|adviesprijs|ordinarie|førpris|tidligere|veil\.?|старая|раньше|было|без скидки|원가|정가|정상가|定價|原價|市價|建議售價|定価|מחיר קודם|قبل|lowest price (in|of|last)|30[- ](day|tage)|past 30/i,
  ],
];

/** Words right after an amount that say what it is. */
export const rolesAfter: readonly (readonly [role: TextRole, words: RegExp])[] = [
  [
    'instalment',
    /^\W*((\/|per|a|pro|par|al|por|na|im|por)\s?(mo\b|month|monat|mois|mes\b|mese|měsíc|m[eě]s\b|mies|mth)|mtl\b|monatl|monthly|měsíčně|x\s?\d+|\/мес|в месяц|in \d+ (rate|mesi)|each for \d+)/i,
  ],
  [
    'per-unit',
    /^\W*(\/|\bper\b|\bpro\b|\bje\b|par\b|por\b|al\b|a\b|за\b)\s?(1\s?|100\s?|0,1\s?|10\s?)?(kg|g|gr|l|lt|liter|litre|litro|ml|cl|oz|fl\.? ?oz|lb|unit|unidad|count|ct|stk|stück|pcs|piece|szt|ks\b|m²|m2|load|wash|sheet|ea\b|pz|кг|л\b|шт|罐|包|個)\b|^\s*\)?\s*\/\s?\p{L}/iu,
  ],
  ['shipping', /^\W*(shipping|delivery|versand(?!\s+durch)|livraison|de frete|postage|p&p|frakt|доставк)/i],
  [
    'not-a-price',
    /^\W*(incl(uding|\.)? (shipping|postage|delivery|import)|off\b|savings?|saved|rabatt|de desconto|di sconto|de descuento|discount|cash ?back|points|korting|sleva|скидк|reward|gift card|de réduction|dto\b|billed)/i,
  ],
  ['used', /^\W*(used|refurb|gebraucht)/i],
  ['list', /^\W*(list|rrp|msrp|uvp)\b/i],
];

/** Markup of places for other products, navigation, the basket and people's words. */
export const otherPlaceMarkup =
  /relat(ed|ion)|recommend|recomend|similar|carousel|slick-|swiper|upsell|up-sell|cross-?sell|crosssell|also-?(like|bought|view)|accessor|sponsor|recent(ly)?-|last-?seen|viewed|suggest|bought-?together|frequently|complement|sims-|compare-(?!at|price)|comparison-(?!price)|mini-?cart|cart-?(summary|total|preview|drawer|sidebar|dropdown|overlay|icon|count)|shopping-?(cart|bag)|(^|\s)(site-|page-|main-|global-|top-|l-)?(header|nav|navbar|navigation|menu|mega-?menu|footer|breadcrumbs?|topbar|top-bar|minibasket|basket|toolbar)(\s|$)|newsletter|search-?(bar|form|box|result|suggest)|autocomplete|cookie|wish-?list|price-?(history|alert|drop)|add-?ons?\b|warrant|protection-?plan|comment|review|question|faq|blog|other-?(sellers|offers)|more-?offers|secondary-?offers?|mp-?more|marketplace|olp-|trade-?in|teaser|cross-links|you-?may|inspiration|looks?-like|shop-the|complete-the|bundle-?(item|product)|financ|popover-preload|announcement|promo-?(bar|strip|banner)/;

/** Headings above other products. */
export const otherPlaceTitles =
  /related|recommend|similar|you (may|might)|also (like|bought|view|consider)|customers (who|also|ultimately)|people also|frequently bought|recently viewed|more (from|like|items)|other (items|products|sellers|buyers)|complete (the|your)|accessor|sponsored|best ?sellers?|top (picks|rated|sell)|trending|popular|inspired|pair (it|with)|shop the|explore|ähnlich|zubehör|empfehl|empfohlen|andere kunden|kunden kauften|kunden (haben|interess)|passend|auch interess|zuletzt|similaires?|recommand|vous aimerez|autres (produits|clients)|également|complét|relacionad|similares|recomend|también|quienes|otros (productos|clientes)|te puede|podr[ií]a|tamb[ée]m|outros (produtos|clientes)|quem (viu|comprou)|compraram|correlat|simili|consigliat|potrebbe|anche|altri (prodotti|clienti)|chi ha|související|podobn|mohlo by|doporuč|zákazníci|příslušenství|polecan|podobne|klienci|może|zobacz także|asemăn|similare|recomandat|te-ar putea|cumpărat|hasonló|ajánl|vásárl|gerelateerd|vergelijkbaar|aanbevol|anderen|ook (bekeken|interessant)|liknande|relaterade|andra (köpte|kunder)|lignende|relaterte|andre (købte|kjøpte)|benzer|önerilen|ilgili|похож|рекоменд|сопутств|вам (может|также)|с этим|покупают|недавно|аналог|схож|рекоменду|також|関連|おすすめ|この商品|類似|관련|추천|함께|相關|推薦|推荐|相关|類似|猜你|看了|熱銷|熱門|最近瀏覽|מוצרים (דומים|נוספים|קשורים)|ממליצים|قد يعجبك|منتجات (مشابهة|ذات)/i;

/** Markup that names the price itself. */
export const priceMarkup =
  /pri[cs]e|preis|prix|preci|prezz|pre[cç]o|cena|cijena|\bpris|prijs|hinta|fiyat|harga|price|amount|cost\b|money|valor|tsena|стоимость|gia-?ban/;

/** Markup that names the price one pays now, among several. */
export const currentMarkup =
  /current|final|sale|special|now|actual|promo|discounted|our-?price|selling|main|big|large|today|pay|offer|reduced|best|core|buy/;

/** What the button says that puts the page's product into the basket. */
export const buyWords =
  /add.?to.?(cart|basket|bag|trolley|order)|\bbuy\b|buy.?now|pre-?order|purchase|order now|place bid|reserve|in den (einkaufs)?(warenkorb|korb)|kaufen|bestellen|ajouter au panier|ajouter|acheter|panier|añadir|agregar|comprar|carrito|cesta|adicionar|carrinho|sacola|aggiungi|acquista|carrello|do košíku|koupit|přidat|do koszyka|kup teraz|dodaj|adaugă|cumpără|în coș|košar|kosár|kosárba|megvesz|in winkelwagen|winkelmand|toevoegen|lägg i|köp|kjøp|legg i|læg i|ostoskori|osta|sepete|satın al|в корзину|купить|заказать|до кошика|купити|себетке|장바구니|구매|구입|カート|購入|买|加入購物車|購物車|立即購買|加入购物车|הוסף|לסל|קנה|أضف|السلة|اشتر|thêm vào|mua|masukkan|beli|หยิบใส่|ซื้อ/i;

/** Prices without the tax that a consumer pays on top. */
export const netPriceWords =
  /excl|ex\.? ?vat|without (vat|tax)|net-?price|netto|exkl|ohne mwst|hors taxe|\bht\b|sin iva|senza iva|iva esclusa|\+ ?iva|sem iva|bez dph|bez vat|fără tva|áfa nélkül|vatex|vat-ex|без ндс|未稅|税抜/i;

/** Of the list-price words those that shops also use for the only price they show. */
export const softListMarkup =
  /(?:^|[\s-])(?:regular|normal|standard|full|retail|original|reference)-?(?:price|amount)?(?![\s\S]*(?:strike|stroke|crossed|through))/;

/** Buttons that put the product somewhere else than into the basket. */
export const notBuyWords =
  /favou?rit|wish|compar|merkliste|merken|desejo|lista de|watch-?list|later|alert|notify|remind|sell(ing)? (on|with|your)|verkaufen|vender|gift card|subscri|newsletter/i;

/** Units by which things are sold as they are, so that a price per unit may be the price. */
export const saleUnitWords =
  /^\s*(\/|per|pro|je|za)\s?(m|metre|meter|mtr|yard|yd|each|ea|piece|pc|stk|stück|szt|ks|шт|個|개|unit|person|night)\b/i;
