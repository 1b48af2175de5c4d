import { describeRetailer } from './describe-retailer.ts';

describeRetailer('target', {
  url: 'https://www.target.com/p/-/A-80000001',
  price: { minor: 2490, currency: 'USD' },
  listPrice: { minor: 3490, currency: 'USD' },
  facts: { title: 'Emberly Copper Kettle 1.7 l', availability: 'InStock' },
});
