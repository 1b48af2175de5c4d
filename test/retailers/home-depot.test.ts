import { describeRetailer } from './describe-retailer.ts';

describeRetailer('home-depot', {
  url: 'https://www.homedepot.com/p/emberly-kettle/300000001',
  price: { minor: 2490, currency: 'USD' },
  listPrice: { minor: 3490, currency: 'USD' },
  facts: { title: '1.7 l Copper Kettle', brand: 'Emberly', availability: 'InStock' },
});
