import { problem } from '../../../shared/runtime/problem.ts';

export const noSubscriber = (): Response =>
  problem(404, 'not-found', 'you have no preferences yet; confirm your address first');
