import { describeRetailer } from './describe-retailer.ts';

describeRetailer('best-buy', {
  url: 'https://www.bestbuy.com/site/6500123.p',
  price: { minor: 2490, currency: 'USD' },
  listPrice: { minor: 3490, currency: 'USD' },
  facts: { title: 'Emberly - Copper Kettle 1.7 l', sku: '6500123', availability: 'InStock' },
});
