import { describeRetailer } from './describe-retailer.ts';

describeRetailer('lowes', {
  url: 'https://www.lowes.com/pd/emberly-kettle/5000000001',
  price: { minor: 2490, currency: 'USD' },
  listPrice: { minor: 3490, currency: 'USD' },
  facts: { title: 'Emberly 1.7 l Copper Kettle', availability: 'InStock' },
});
