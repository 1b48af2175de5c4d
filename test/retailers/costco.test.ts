import { describeRetailer } from './describe-retailer.ts';

describeRetailer('costco', {
  url: 'https://www.costco.com/emberly-copper-kettle.product.4000123.html',
  price: { minor: 2490, currency: 'USD' },
  listPrice: { minor: 3490, currency: 'USD' },
  facts: { title: 'Emberly Copper Kettle 1.7 l', availability: 'InStock' },
});
