import { elementText } from './element-text.ts';
import type { PageContext } from './page-context.ts';
import type { Landmarks } from './page-landmarks.ts';
import type { PageElement } from './page-tree.ts';
import { buyWords, notBuyWords } from './price-words.ts';

/** How one gets in touch with whoever offers a thing: the buy button of classified ads and price comparisons. */
const contactWords =
  /^\W*(?:reply|contact (?:the )?(?:seller|advertiser|owner|dealer|shop)|(?:message|call|e-?mail|chat with) (?:the )?seller|send (?:a |an )?(?:message|enquiry|inquiry)|make (?:an )?offer|show (?:phone|number)|(?:go|visit|view at|view in) ?(?:to )?(?:the )?(?:shop|store|site)|compare (?:all )?prices|(?:verkäufer|anbieter)\p{L}* kontaktieren|(?:nachricht|anfrage) (?:senden|schreiben)|kontakt aufnehmen|kontaktieren|telefon(?:nummer)? (?:an)?zeigen|zum (?:shop|angebot|anbieter)|contacter (?:le |l.)?(?:vendeur|annonceur)|envoyer un message|voir le (?:numéro|téléphone)|voir l.offre|contactar (?:con )?(?:el |al |la |o )?(?:vendedor|anunciante)|enviar mensaje|ver (?:el )?teléfono|ir a (?:la )?tienda|contatta (?:il )?venditore|invia (?:un )?messaggio|mostra (?:il )?numero|vai al negozio|kontaktovat prodejce|napsat (?:zprávu|prodejci)|do obchodu|napisz|zadzwoń|wyślij wiadomość|do sklepu|contactează vânzătorul|trimite mesaj|contact opnemen|naar (?:de )?winkel|kontakta säljaren|skicka meddelande|показать (?:телефон|номер)|написать|позвонить|связаться|в магазин|где купить|сравнить (?:все )?цены)/iu;
const contactTags: ReadonlySet<string> = new Set(['button', 'a', 'input', 'span', 'div']);
const buyTags: ReadonlySet<string> = new Set(['div', 'span', 'p', 'label', 'li', 'b', 'strong']);
const buyMarkup =
  /(?:^|[\s_-])(?:add-?to-?(?:cart|basket|bag)|buy-?(?:now|button|btn)|btn-?buy|to-?basket|to-?cart)(?![\w-]*(?:success|message|error|modal|popup))/i;
const amountName =
  /^(?:qty|quantity|menge|anzahl|quantite|quantité|cantidad|quantidade|quantita|quantità|množství|ilosc|ilość|cantitate|aantal|antal|количество|product-quantity)(?:\[.*)?$/i;
/** A contact bar may stand right above the title. */
const MAX_ELEMENTS_BEFORE_TITLE = 120;
const MAX_ELEMENTS_AFTER_TITLE = 1_500;

/**
 * Whether the page's own part offers its product in another way than by a plain button: a buy button made of other
 * elements, a field for how many, a way to reach the seller.
 */
export function hasOfferSign(context: PageContext, { title, isElsewhere }: Landmarks): boolean {
  const at = title?.order ?? 0;
  for (const element of context.tree.elements) {
    if (element.order < at - MAX_ELEMENTS_BEFORE_TITLE) continue;
    if (element.order > at + MAX_ELEMENTS_AFTER_TITLE) return false;
    if (isOfferSign(element) && !isElsewhere(element)) return true;
  }
  return false;
}

function isOfferSign(element: PageElement): boolean {
  const { tag, attributes } = element;
  if ('disabled' in attributes || attributes['aria-disabled'] === 'true') return false;
  if (tag === 'input' && amountName.test(attributes.name ?? '')) return true;
  const isContact = contactTags.has(tag);
  const isBuy = buyTags.has(tag);
  if (!isContact && !isBuy) return false;
  const text = tag === 'input' ? (attributes.value ?? '') : shortText(element);
  if (text === '' || text.length > 40) return false;
  if (isContact && contactWords.test(text)) return true;
  const isBuyButton = isBuy && (text.length <= 20 || buyMarkup.test(attributes.class ?? ''));
  return isBuyButton && startsWithBuy(text) && !notBuyWords.test(text);
}

/** A heading that merely contains such a word is none; a button begins with it. */
function startsWithBuy(text: string): boolean {
  const match = buyWords.exec(text);
  return match !== null && match.index <= 2;
}

function shortText(element: PageElement): string {
  return element.children.length <= 6 ? elementText(element, 60).trim() : '';
}
