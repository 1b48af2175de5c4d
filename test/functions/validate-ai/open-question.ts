import { wire } from '../../../functions/validate-ai/wire.ts';
import { anomalyDetected } from '../../../shared/messages/anomaly-detected.ts';
import { dealConfirmed } from '../../../shared/messages/deal-confirmed.ts';
import type { DeliveryResult } from '../../../shared/ports/publisher.ts';
import { type ModelReply as GeminiReply, startGeminiServer } from '../../servers/gemini.ts';
import { type ModelReply, startOpenRouterServer } from '../../servers/openrouter.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { testPlatform } from '../../support/test-platform.ts';
import { WatchedShop } from '../../support/watched-shop.ts';

interface Models {
  /** What the model says to each question, in order or whenever it is asked. */
  readonly gemini?: readonly GeminiReply[] | (() => GeminiReply);
  readonly openrouter?: ModelReply;
  readonly flags?: readonly string[];
}

/** Suspect prices that numbers leave open, and models behind the services' real wire formats. */
export async function openQuestions({ gemini, openrouter, flags = [] }: Models) {
  const replies = typeof gemini === 'function' ? [] : [...(gemini ?? [])];
  const reply = typeof gemini === 'function' ? gemini : () => replies.shift() ?? 'blocked';
  const google = await startGeminiServer({ reply });
  const router = await startOpenRouterServer({ reply: () => openrouter ?? 'failing' });
  const platform = testPlatform({
    // Waiting before a retry takes no time.
    clock: new ManualClock(undefined, { autoAdvance: true }),
    flags: ['--gemini-url', google.origin, '--openrouter-url', router.origin, ...flags],
    secrets: {
      ...(gemini ? { GEMINI_API_KEY: 'gemini-test-key' } : {}),
      ...(openrouter ? { OPENROUTER_API_KEY: 'sk-or-test' } : {}),
    },
  });
  const shop = new WatchedShop(platform);
  const receive = wire(platform);
  let messages = 0;
  return {
    shop,
    platform,
    google,
    router,
    close: async () => {
      await Promise.all([google.close(), router.close()]);
    },
    /** A pricing error that two looks have seen; gives the offer's id. */
    glitch: async (product: string, minor = 2_640): Promise<string> => {
      const id = await shop.watch(product, 20_000);
      await shop.look(id, minor);
      await shop.look(id, minor, { purpose: 'confirm', anomalyId: shop.anomalyId(id) });
      return id;
    },
    validate: (offerId: string): Promise<DeliveryResult> => {
      messages += 1;
      const text = JSON.stringify({ anomalyId: shop.anomalyId(offerId) });
      return receive({ id: `v${messages}`, topic: anomalyDetected.name, text, attributes: {}, publishedAtMs: 0 });
    },
    confirmed: () => shop.published(dealConfirmed).map(({ dealId }) => dealId),
    errors: () => platform.logged.filter(({ severity }) => severity === 'ERROR').map(({ message }) => message),
  };
}

export type OpenQuestions = Awaited<ReturnType<typeof openQuestions>>;

export const says = (verdict: 'real' | 'error' | 'uncertain', confidence = 0.9) => ({
  text: JSON.stringify({ verdict, confidence, explanation: `It is ${verdict}.` }),
});
