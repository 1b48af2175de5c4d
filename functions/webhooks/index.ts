import { cloudHttpFunction } from '../../shared/adapters/cloud-http-function.ts';
import { wire } from './wire.ts';

export const main = cloudHttpFunction('webhooks', wire);
