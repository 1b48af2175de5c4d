import { describeRetailer } from './describe-retailer.ts';

describeRetailer('walmart', {
  url: 'https://www.walmart.com/ip/emberly-kettle/100000001',
  price: { minor: 2490, currency: 'USD' },
  listPrice: { minor: 3490, currency: 'USD' },
  facts: { title: 'Emberly Copper Kettle 1.7 l', seller: 'Emberly Direct', availability: 'InStock' },
});
