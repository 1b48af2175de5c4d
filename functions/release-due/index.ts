import { cloudMessageFunction } from '../../shared/adapters/google-cloud-platform.ts';
import { wire } from './wire.ts';

export const main = cloudMessageFunction('release-due', wire);
