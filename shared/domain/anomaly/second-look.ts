import type { DetectorState } from '../detection/detector-state.ts';
import { compareSecondLook } from '../detection/quarantine.ts';
import { type ShopWatch, shopEvidence } from '../detection/shop-watch.ts';
import type { Observation } from '../observation/observation.ts';
import { shopFaultWords } from './shop-fault.ts';

/** What a look at an offer with an open suspicion says about the suspicion. */
export type SecondLook =
  /** The price is really asked on the page; whether it is meant is still to be judged. */
  | { readonly type: 'stands' }
  /** It was a fault of reading, of the page, or of the whole shop's pages. */
  | { readonly type: 'refuted'; readonly by: 'second-look' | 'shop-watch'; readonly explanation: string }
  /** The price could not be seen, whichever way: nobody will look again in time. */
  | { readonly type: 'unseen'; readonly explanation: string };

const unseenWords: Readonly<Record<Observation['outcome'], string>> = {
  price: 'the suspicion was over before it',
  blocked: 'the shop blocked it',
  gone: 'the page was gone',
  'layout-changed': 'the page had another layout',
  unreadable: 'no price could be read',
  unreachable: 'the page could not be reached',
};

/**
 * Judges a suspect price by a later look. Only a second look made another way can let it stand; any look that shows
 * another price refutes it.
 */
export function judgeSecondLook(
  state: DetectorState,
  look: Pick<Observation, 'price' | 'checkedAtMs' | 'outcome'>,
  shop: ShopWatch | undefined,
): SecondLook {
  const { candidate } = state;
  if (!look.price || !candidate) {
    return { type: 'unseen', explanation: `A second look could not tell: ${unseenWords[look.outcome]}.` };
  }
  if (compareSecondLook(state, look.price.minor) !== 'same') {
    return {
      type: 'refuted',
      by: 'second-look',
      explanation: 'A second look read another way does not show this price.',
    };
  }
  const evidence = shop && shopEvidence(shop, candidate.standingMinor, candidate.minor, look.checkedAtMs);
  if (evidence?.alarm) return { type: 'refuted', by: 'shop-watch', explanation: shopFaultWords(evidence) };
  return { type: 'stands' };
}
