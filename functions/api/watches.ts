import * as z from 'zod';
import { refusedTarget } from '../../shared/domain/fetching/target.ts';
import { canonicalOfferUrl } from '../../shared/domain/offer/offer-url.ts';
import { shopIdOf } from '../../shared/domain/offer/shop-id.ts';
import { scanRequested } from '../../shared/messages/scan-requested.ts';
import { isDocumentId } from '../../shared/ports/document-rules.ts';
import type { Endpoint, EndpointServer } from '../../shared/runtime/endpoint.ts';
import { parseHostMap } from '../../shared/runtime/host-map.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { problem } from '../../shared/runtime/problem.ts';
import { watchOffer } from './watch-offer.ts';

const watchPage = {
  method: 'POST',
  path: '/api/watches',
  action: 'watch-pages',
  summary: 'Watches a page from now on; asking again changes nothing and answers 200.',
  body: z.strictObject({ url: z.string().min(1).max(2_000) }),
  status: 201,
  answer: z.object({ offerId: z.string(), url: z.string(), retailerId: z.string() }),
} as const satisfies Endpoint;

export function watchEndpoints(server: EndpointServer, platform: Platform): void {
  const allowedHosts = parseHostMap(platform.settings.hostMap);
  server.add(watchPage, async ({ body: { url: given } }, context) => {
    const canonical = canonicalOfferUrl(given);
    if (canonical.type === 'invalid') return problem(400, 'invalid-input', `url: ${canonical.reason}`);
    // What a name leads to is looked at when it is connected to; this only says at once what can never be.
    const refusal = refusedTarget(new URL(canonical.url), { allowedHosts });
    if (refusal) return problem(422, 'refused-address', `url: ${refusal.detail}`);
    const retailer = platform.retailers.forUrl(canonical.url);
    // A browser takes host names that no shop has and no document can be named after.
    if (!isDocumentId(`retailer:${shopIdOf(retailer, canonical.url)}`)) {
      return problem(400, 'invalid-input', 'url: is not of a shop; its host name is too long or has other characters');
    }
    const watched = await watchOffer(platform.catalogue, canonical.url, retailer, platform.clock.nowMs(), allowedHosts);
    if (watched.added) await context.get('publish')(scanRequested, [{}]);
    const body = { offerId: watched.offerId, url: canonical.url, retailerId: retailer.id };
    return { body, status: watched.added ? 201 : 200 };
  });
}
