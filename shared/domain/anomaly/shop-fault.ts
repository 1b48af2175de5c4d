import type { Anomaly } from '../../documents/anomaly.ts';
import { detect } from '../detection/detect.ts';
import { standingLevel } from '../detection/history.ts';
import { isShopFault, type ShopEvidence, type ShopWatch, shopEvidence } from '../detection/shop-watch.ts';
import { inputOf } from './sight-input.ts';

/** What a shop's record says against a price, in an operator's words. */
export const shopFaultWords = ({ alarm, sameRatio, sameValue }: ShopEvidence): string =>
  alarm === 'shop-one-value'
    ? `${sameValue} products of the shop show this price.`
    : `${sameRatio} products of the shop moved by this ratio.`;

/** Why an anomaly would be a fault of its whole shop if it were seen now; null where it would not. */
export function shopFaultOf({ evidence }: Pick<Anomaly, 'evidence'>, watch: ShopWatch): string | null {
  const sight = evidence?.sight;
  const input = sight && inputOf(sight);
  const standing = sight?.before ? standingLevel(sight.before) : undefined;
  if (!sight?.before || !input || !standing) return null;
  if (!isShopFault(detect(sight.before, input, watch).verdict)) return null;
  return shopFaultWords(shopEvidence(watch, standing.minor, input.minor, input.atMs));
}
