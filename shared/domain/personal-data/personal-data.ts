import { accountHoldings } from './account-holdings.ts';
import { auditHolding } from './audit-holding.ts';
import type { Holding } from './holding.ts';
import { tellingHoldings } from './telling-holdings.ts';

/**
 * THE list of what is held of people: every collection of the people database, with what the archive shows of it and
 * how it is erased, in this order. A test fails where one is missing.
 */
export const personalData: Readonly<Record<string, Holding>> = {
  ...accountHoldings,
  ...tellingHoldings,
  ...auditHolding,
  erasures: { holdsNobody: 'hashes of who was erased, and who it is while that lasts' },
  'mail-tallies': { holdsNobody: 'numbers of mails' },
  'payment-events': { holdsNobody: 'numbers of events, by the payment service' },
  'rate-limits': { holdsNobody: 'hashes, for hours' },
  retractions: { holdsNobody: 'ids of deals' },
};
