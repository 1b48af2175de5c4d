import { describeRetailer } from './describe-retailer.ts';

describeRetailer('newegg', {
  url: 'https://www.newegg.com/p/N82E00000001',
  price: { minor: 2490, currency: 'USD' },
  listPrice: { minor: 3490, currency: 'USD' },
  facts: { title: 'Emberly Copper Kettle 1.7 l', availability: 'InStock', seller: 'Emberly Direct' },
});
