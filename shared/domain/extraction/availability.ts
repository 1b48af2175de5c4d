import type { Availability } from '../observation/facts.ts';
import { localName } from './schema-item.ts';

/** schema.org ItemAvailability, and how shops write it where they do not keep to the vocabulary. */
const byTerm: Readonly<Record<string, Availability>> = {
  instock: 'InStock',
  instoreonly: 'InStock',
  onlineonly: 'InStock',
  limitedavailability: 'InStock',
  limitedstock: 'InStock',
  available: 'InStock',
  instockonline: 'InStock',
  lowstock: 'InStock',
  yes: 'InStock',
  true: 'InStock',
  '1': 'InStock',
  availablefororder: 'InStock',
  madetoorder: 'InStock',
  reserved: 'OutOfStock',
  outofstock: 'OutOfStock',
  oos: 'OutOfStock',
  soldout: 'OutOfStock',
  unavailable: 'OutOfStock',
  notavailable: 'OutOfStock',
  no: 'OutOfStock',
  false: 'OutOfStock',
  '0': 'OutOfStock',
  currentlyunavailable: 'OutOfStock',
  outstock: 'OutOfStock',
  preorder: 'PreOrder',
  presale: 'PreOrder',
  backorder: 'BackOrder',
  discontinued: 'Discontinued',
};

/** What a page's data calls the availability; whole terms only, because "unavailable" contains "available". */
export function availabilityOfTerm(term: string | undefined): Availability | undefined {
  if (term === undefined) return undefined;
  return byTerm[localName(term).replace(/[^a-z0-9]/g, '')];
}

const outOfStock =
  /^\W*(this (item|product) is )?(currently |temporarily |sorry,? )*(out of stock|sold out|unavailable|not available|no longer available|nicht (verfügbar|lieferbar|auf lager)|ausverkauft|vergriffen|rupture( de stock)?|en rupture|épuisé|indisponible|agotado|sin stock|no disponible|esaurito|non disponibile|esgotado|indispon[ií]vel|sem stock|vyprodáno|není skladem|nedostupn[éý]|brak w magazynie|niedostępny|wyprzedany|stoc epuizat|indisponibil|elfogyott|nincs raktáron|uitverkocht|niet (op voorraad|beschikbaar)|slutsåld|slut i lager|utsolgt|udsolgt|loppu|tükendi|stokta yok|нет в наличии|распродано|товар закончился|немає в наявності|няма наличност|売り切れ|在庫切れ|品切れ|품절|缺貨|售完|已售完|補貨中|אזל( מהמלאי)?|לא במלאי|نفذت|غير متوفر)\W*(online|now)?\W*$/i;
const inStock =
  /^\W*(only \d+ (left )?)?(in stock|available( now| online)?|ready to ship|auf lager|sofort (lieferbar|verfügbar)|lieferbar|verfügbar|en stock|disponible|in magazzino|disponibile|disponibil|disponível|em stock|em estoque|na sklad[eě]|skladem|dostępny|în stoc|in stoc|raktáron|készleten|op voorraad|i lager|på lager|varastossa|stokta|в наличии|є в наявності|в наявності|наличен|在庫あり|有貨|現貨|במלאי|متوفر)\W*(online|now)?\W*$/i;

/** What a short text on the page (a stock line, a button) says of availability; undefined where it says nothing. */
export function availabilityOfText(text: string): Availability | undefined {
  const line = text.trim();
  if (line.length > 60) return undefined;
  if (outOfStock.test(line)) return 'OutOfStock';
  if (/^\W*(pre-?order( now)?|vorbestellen|précommander|předobjednat|предзаказ|予約)\W*$/i.test(line))
    return 'PreOrder';
  return inStock.test(line) ? 'InStock' : undefined;
}
