import { describeRetailer } from './describe-retailer.ts';

describeRetailer('amazon', {
  url: 'https://www.amazon.com/dp/B0EMKETTLE',
  price: { minor: 2490, currency: 'USD' },
  listPrice: { minor: 3490, currency: 'USD' },
  facts: {
    title: 'Emberly Copper Kettle 1.7 l',
    brand: 'Emberly',
    sku: 'B0EMKETTLE',
    availability: 'InStock',
    seller: 'Emberly Direct',
  },
});
