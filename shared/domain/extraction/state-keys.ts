import type { PriceRole } from './extraction.ts';

/** What a key of embedded data holds, by its name in lower case without separators. */
const roleByKey: ReadonlyMap<string, PriceRole> = new Map(
  (
    [
      [
        'current',
        'price currentprice saleprice salesprice sellingprice sellprice finalprice offerprice specialprice discountedprice discountprice promoprice ' +
          'priceamount pricevalue productprice itemprice actualprice pricewithtax pricewithvat displayprice customerprice priceincltax pricenumber ' +
          'priceasnumber pricenow nowprice skuprice localitemprice productpricewithtax productunitpriceati productunitprice productdiscountedprice ' +
          'ecommtotalvalue dynxtotalvalue pricetotal consumerprice binpriceonly binpricedouble europrice buyprice purchaseprice',
      ],
      [
        'list',
        'listprice regularprice originalprice oldprice wasprice msrp rrp compareatprice strikeprice strikethroughprice pricebeforediscount ' +
          'pricebeforediscountasnumber retailprice fullprice standardprice initialprice highprice previousprice productfullprice crossedprice ' +
          'recommendedretailprice suggestedretailprice baseprice undiscountedprice normalprice priceold',
      ],
      ['member', 'memberprice loyaltyprice employeeprice clubprice primeprice cardprice'],
      ['per-unit', 'unitprice priceperunit pricepermeasure ppu unitpricevalue'],
      ['instalment', 'installmentprice instalmentprice monthlyprice monthlypayment'],
      ['shipping', 'shippingprice shippingcost deliveryprice deliverycost'],
    ] as const
  ).flatMap(([role, keys]) => keys.split(' ').map((key): [string, PriceRole] => [key, role])),
);

/** Keys whose value may hold the amount one level further down: `price: { current: { value: 12.5 } }`. */
export const priceContainers: ReadonlySet<string> = new Set(
  'price prices pricing priceinfo priceinfos pricedata pricerange offer offers currentprice saleprice finalprice specialprice primaryprice sellingprice buybox buyboxprice money amount current now sale selling final value minimalprice'.split(
    ' ',
  ),
);

/** Keys that hold the number inside a price container. */
export const amountKeys: ReadonlySet<string> = new Set(
  'value amount price current now raw number centamount min minvalue final'.split(' '),
);

export const nameKeys: ReadonlySet<string> = new Set(
  'name title productname producttitle itemname displayname productdisplayname skuname fullname item'.split(' '),
);

export const idKeys: ReadonlySet<string> = new Set(
  'id sku productid itemid product sku skuid code productcode handle slug asin articlenumber itemnumber usitemid partnumber modelnumber productsku itemsku pid'.split(
    ' ',
  ),
);

export const currencyKeys: ReadonlySet<string> = new Set(
  'currency currencycode pricecurrency currencyiso currencyisocode currencyid currencyunit ordercurrency productcurrency'.split(
    ' ',
  ),
);

/** Keys under which other products lie. */
export const otherProductKeys =
  /relat|secondary|marketplace|other_?(offer|seller)|more_?offer|recommend|similar|upsell|cross|accessor|also|suggest|recent|bundle|carousel|complement|sponsor|cart|basket|wish|search|filter|facet|review|warrant|service|addon|menu|nav|navigation|breadcrumb|impression|promotion/i;

export function plainKey(key: string): string {
  return key.replace(/[^a-zA-Z0-9]/g, '').toLowerCase();
}

export function roleOfKey(key: string): PriceRole | undefined {
  return roleByKey.get(plainKey(key));
}

/** Names of the old price inside a price container: `price: { list: 20, current: 15 }`. */
export const oldPriceKeys: ReadonlySet<string> = new Set(
  'list was old original regular before previous strike strikethrough retail compareat'.split(' '),
);
