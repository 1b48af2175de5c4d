import type { Subscriber } from '../../documents/subscriber.ts';

/** Whether a subscriber is told anything: they want to be, and are not shut out. */
export const isListening = ({ active, isSuspended }: Pick<Subscriber, 'active' | 'isSuspended'>): boolean =>
  active && !isSuspended;
