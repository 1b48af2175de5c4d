import * as z from 'zod';
import type { Stored } from '../../../shared/documents/collection.ts';
import { type Deal, dealSchema } from '../../../shared/documents/deal.ts';
import { describeReasons } from '../../../shared/domain/detection/describe-reasons.ts';
import { iso, isoInstant, isoOrNull, reasonView } from '../../../shared/runtime/views.ts';
import { onceFor } from './once-for.ts';

/** A deal as the public sees it: instants as ISO strings, reasons with their words. */
export const dealView = dealSchema
  .omit({
    confirmedAtMs: true,
    observedAtMs: true,
    retractedAtMs: true,
    endedAtMs: true,
    lastEndedAtMs: true,
    reasons: true,
    priceMinor: true,
    currency: true,
    tokens: true,
  })
  .extend({
    id: z.string(),
    reasons: z.array(reasonView),
    observedAt: isoInstant,
    confirmedAt: isoInstant,
    retractedAt: isoInstant.nullable(),
    endedAt: isoInstant.nullable(),
  });

export const viewDeal = onceFor(({ id, value }: Stored<Deal>): z.input<typeof dealView> => {
  const { confirmedAtMs, observedAtMs, retractedAtMs, endedAtMs, reasons, ...rest } = value;
  return {
    id,
    ...rest,
    reasons: describeReasons(reasons),
    observedAt: iso(observedAtMs),
    confirmedAt: iso(confirmedAtMs),
    retractedAt: isoOrNull(retractedAtMs),
    endedAt: isoOrNull(endedAtMs ?? null),
  };
});
