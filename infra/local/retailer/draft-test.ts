import type { Retailer } from '../../../shared/domain/extraction/retailer.ts';
import type { FixtureDraft } from './draft-fixture.ts';

/** The test of a drafted shop: its fixture, read with its file. */
export function draftTest({ id, hosts }: Retailer, fixture: FixtureDraft): string {
  const { priceMinor, listPriceMinor, currency, title } = fixture;
  const list =
    listPriceMinor === undefined ? '' : `  listPrice: { minor: ${listPriceMinor}, currency: '${currency}' },\n`;
  return `import { describeRetailer } from './describe-retailer.ts';

describeRetailer('${id}', {
  url: 'https://www.${hosts[0]}/p/copper-kettle',
  price: { minor: ${priceMinor}, currency: '${currency}' },
${list}  facts: { title: '${title}' },
});
`;
}
