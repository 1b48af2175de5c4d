import { createGeminiJudge } from '../../shared/adapters/gemini.ts';
import { createOpenRouterJudge } from '../../shared/adapters/openrouter.ts';
import { anomalyDetected } from '../../shared/messages/anomaly-detected.ts';
import { dealDetected } from '../../shared/messages/deal-detected.ts';
import type { PriceJudge } from '../../shared/ports/price-judge.ts';
import { messageFunction } from '../../shared/runtime/function.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { parseTopics } from '../../shared/runtime/receive.ts';
import { validateAi } from './handler.ts';

export const wire = messageFunction('validate-ai', parseTopics([dealDetected, anomalyDetected]), (platform) =>
  validateAi({
    ...platform,
    judges: () => configuredJudges(platform),
    budgetMicroUsd: platform.settings.aiBudgetUsd * 1_000_000,
  }),
);

/** Gemini, then DeepSeek through OpenRouter; whichever has a key. */
async function configuredJudges({ secrets, settings, clock }: Platform): Promise<readonly PriceJudge[]> {
  const [geminiKey, openrouterKey] = await Promise.all([
    secrets.get('GEMINI_API_KEY'),
    secrets.get('OPENROUTER_API_KEY'),
  ]);
  const gemini = geminiKey
    ? createGeminiJudge({
        apiKey: geminiKey,
        model: settings.geminiModel,
        baseUrl: settings.geminiUrl,
        price: {
          inputUsdPerMillion: settings.geminiInputUsdPerMillion,
          outputUsdPerMillion: settings.geminiOutputUsdPerMillion,
        },
        thinkingTokens: 0,
        clock,
      })
    : undefined;
  const openrouter = openrouterKey
    ? createOpenRouterJudge({
        apiKey: openrouterKey,
        model: settings.openrouterModel,
        baseUrl: settings.openrouterUrl,
        price: {
          inputUsdPerMillion: settings.openrouterInputUsdPerMillion,
          outputUsdPerMillion: settings.openrouterOutputUsdPerMillion,
        },
        clock,
      })
    : undefined;
  return [gemini, openrouter].filter((judge) => judge !== undefined);
}
