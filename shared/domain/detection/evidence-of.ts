import type { Observation } from '../observation/observation.ts';
import type { Evidence } from './evidence.ts';

const otherRoles = ['per-unit', 'instalment', 'used', 'member', 'coupon'] as const;
type OtherRole = (typeof otherRoles)[number];
const isOtherRole = (role: string): role is OtherRole => otherRoles.some((other) => other === role);

/** What the page itself said beside the price, as evidence for the detector. */
export function evidenceOf({ price, facts, confidence, votes }: Observation): Evidence {
  const sameCurrency = (currency: string) => currency === price?.currency;
  const { listPrice } = facts;
  return {
    extractionConfidence: confidence,
    ...(listPrice && sameCurrency(listPrice.currency) ? { listMinor: listPrice.minor } : {}),
    otherVotes: votes.flatMap(({ role, price: voted }) =>
      isOtherRole(role) && sameCurrency(voted.currency) ? [{ role, minor: voted.minor }] : [],
    ),
  };
}
