import type { ProductFacts } from '../observation/facts.ts';

type PackSize = NonNullable<ProductFacts['packSize']>;

/** Units as they stand in product names, and what one of them is in the base unit. */
const units: Readonly<Record<string, { readonly unit: PackSize['unit']; readonly factor: number }>> = {
  kg: { unit: 'kg', factor: 1 },
  kilo: { unit: 'kg', factor: 1 },
  кг: { unit: 'kg', factor: 1 },
  g: { unit: 'kg', factor: 0.001 },
  gr: { unit: 'kg', factor: 0.001 },
  г: { unit: 'kg', factor: 0.001 },
  mg: { unit: 'kg', factor: 0.000001 },
  oz: { unit: 'kg', factor: 0.028349523125 },
  lb: { unit: 'kg', factor: 0.45359237 },
  lbs: { unit: 'kg', factor: 0.45359237 },
  l: { unit: 'l', factor: 1 },
  lt: { unit: 'l', factor: 1 },
  litre: { unit: 'l', factor: 1 },
  liter: { unit: 'l', factor: 1 },
  litres: { unit: 'l', factor: 1 },
  liters: { unit: 'l', factor: 1 },
  л: { unit: 'l', factor: 1 },
  ml: { unit: 'l', factor: 0.001 },
  мл: { unit: 'l', factor: 0.001 },
  cl: { unit: 'l', factor: 0.01 },
  dl: { unit: 'l', factor: 0.1 },
  'fl oz': { unit: 'l', factor: 0.0295735295625 },
  gallon: { unit: 'l', factor: 3.785411784 },
  m: { unit: 'm', factor: 1 },
  'm²': { unit: 'm2', factor: 1 },
  m2: { unit: 'm2', factor: 1 },
};

const names = Object.keys(units)
  .toSorted((a, b) => b.length - a.length)
  .join('|');
const number = '\\d+(?:[.,]\\d+)?';
const measure = new RegExp(
  `(?:(?<count>\\d{1,3})\\s?[x×]\\s?)?(?<amount>${number})\\s?(?<unit>${names})(?![\\p{L}\\d²³/])(?:\\s?[x×]\\s?(?<times>\\d{1,3})(?![\\d.,]|\\s?(?:mm|cm)))?`,
  'iu',
);
const pieces =
  /(?:pack of|set of|box of|lot de|paquete de|pack de|confezione da|conf\. da|balení)\s(?<before>\d{1,4})|(?<after>\d{1,4})[\s-]?(?:er[\s-]?pack|pack|pk|rolls?|(?:tea ?)?bags?|sachets?|tab(?:let)?s|capsules|pods|wipes|sheets|kapseln|tabletten|beutel|rollen|comprimés|gélules|comprimidos|cápsulas|compresse|kapslí|tabletek|kapsułek|pcs|pieces?|count|ct|stück|stk|ks|szt|piezas|pezzi|pièces|шт|個入|枚)(?!\p{L})/iu;

/**
 * Content of one pack as its name says: `6 x 330 ml` is 1.98 l, `Pack of 2` is 2 pieces. A measure counts before a number
 * of pieces; lengths only where nothing else is said, since most of them are dimensions. Undefined where it says nothing.
 */
export function packSizeOfName(name: string): PackSize | undefined {
  // A capital G is a network or a memory, unless the whole name is in capitals.
  const isShouted = !/\p{Ll}/u.test(name);
  const match = measure.exec(
    name.replace(/fl\.?\s?oz\.?/gi, 'fl oz').replace(isShouted ? /\b[2-6]G\b/g : /\d\s?G\b/g, ''),
  );
  const known = units[match?.groups?.unit?.toLowerCase() ?? ''];
  const count = pieces.exec(name);
  const piecesCount = Number(count?.groups?.before ?? count?.groups?.after ?? Number.NaN);
  if (match?.groups !== undefined && known !== undefined && known.unit !== 'm') {
    const { amount: written = '', count: before, times, unit = '' } = match.groups;
    // Milligrams are the strength of a tablet, not the weight of its pack.
    if (unit.toLowerCase() === 'mg' && piecesCount > 1) return { quantity: piecesCount, unit: 'piece' };
    const each = Number(written.replace(/[.,](?=\d{3}$)/, known.factor < 0.01 ? '' : '.').replace(',', '.'));
    const packs = Number(before ?? times ?? (/\der[\s-]?pack/i.test(name) ? piecesCount : 1));
    const amount = each * packs * known.factor;
    if (amount > 0) return { quantity: rounded(amount), unit: known.unit };
  }
  return piecesCount > 1 ? { quantity: piecesCount, unit: 'piece' } : undefined;
}

function rounded(quantity: number): number {
  return Number(quantity.toPrecision(6));
}
