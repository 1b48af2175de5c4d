import { cloudMessageFunction } from '../../shared/adapters/cloud-message-function.ts';
import { wire } from './wire.ts';

export const main = cloudMessageFunction('record-dead-letter', wire);
