import type { Extraction } from '../extraction/extraction.ts';
import type { Observation } from './observation.ts';

type Strategy = Observation['strategy'];

/** What was read from a page, as an observation of its offer. */
export function observationOf(extraction: Extraction, checkedAtMs: number, strategy: Strategy): Observation {
  const { outcome, reasons } = extraction;
  const base = { checkedAtMs, outcome, strategy, price: null, confidence: 0, votes: [], facts: {} };
  switch (extraction.outcome) {
    case 'price': {
      const { price, confidence, votes, facts } = extraction;
      return { ...base, price, confidence, votes, facts, reasons };
    }
    case 'blocked':
      return { ...base, reasons: [`blocked-by:${extraction.vendor}`, ...reasons] };
    case 'unreadable':
      return { ...base, votes: extraction.votes, facts: extraction.facts, reasons: [extraction.reason, ...reasons] };
    case 'gone':
    case 'layout-changed':
      return { ...base, facts: extraction.facts, reasons };
  }
}

/** No page came, so nothing was read. */
export function unreachable(reason: string, checkedAtMs: number, strategy: Strategy): Observation {
  return {
    checkedAtMs,
    outcome: 'unreachable',
    strategy,
    price: null,
    confidence: 0,
    votes: [],
    facts: {},
    reasons: [reason],
  };
}
