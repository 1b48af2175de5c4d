import { describeRetailer } from './describe-retailer.ts';

describeRetailer('ebay', {
  url: 'https://www.ebay.com/itm/155000000001',
  price: { minor: 2490, currency: 'USD' },
  listPrice: { minor: 3490, currency: 'USD' },
  facts: { title: 'Emberly Copper Kettle 1.7 l', condition: 'used', seller: 'copperfan', availability: 'InStock' },
});
