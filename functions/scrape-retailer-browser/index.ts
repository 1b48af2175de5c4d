import { cloudMessageFunction } from '../../shared/adapters/cloud-message-function.ts';
import { wire } from './wire.ts';

export const main = cloudMessageFunction('scrape-retailer-browser', wire);
