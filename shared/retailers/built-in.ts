import { type Retailer, retailer } from '../domain/extraction/retailer.ts';
import amazon from './amazon.json' with { type: 'json' };
import bestBuy from './best-buy.json' with { type: 'json' };
import costco from './costco.json' with { type: 'json' };
import ebay from './ebay.json' with { type: 'json' };
import generic from './generic.json' with { type: 'json' };
import homeDepot from './home-depot.json' with { type: 'json' };
import lowes from './lowes.json' with { type: 'json' };
import newegg from './newegg.json' with { type: 'json' };
import target from './target.json' with { type: 'json' };
import walmart from './walmart.json' with { type: 'json' };

/** The shops that come with PriceHawk, bundled with the functions that need them. */
export const builtInRetailers: readonly Retailer[] = [
  amazon,
  bestBuy,
  costco,
  ebay,
  generic,
  homeDepot,
  lowes,
  newegg,
  target,
  walmart,
].map((file) => retailer.parse(file));
