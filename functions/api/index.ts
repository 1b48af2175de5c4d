import { cloudHttpFunction } from '../../shared/adapters/google-cloud-platform.ts';
import { wire } from './wire.ts';

export const main = cloudHttpFunction('api', wire);
