import { createGeminiJudge } from '../../shared/adapters/gemini.ts';
import { createOpenRouterJudge } from '../../shared/adapters/openrouter.ts';
import { anomalyDetected } from '../../shared/messages/anomaly-detected.ts';
import { dealDetected } from '../../shared/messages/deal-detected.ts';
import { messageFunction } from '../../shared/runtime/function.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { parseTopics } from '../../shared/runtime/receive.ts';
import type { Models } from './ask-models.ts';
import { validateAi } from './handler.ts';
import { Purse } from './purse.ts';

export const wire = messageFunction('validate-ai', parseTopics([dealDetected, anomalyDetected]), (platform) =>
  validateAi({
    ...platform,
    models: () => configuredModels(platform),
    purse: new Purse({ ...platform, budgetMicroUsd: platform.settings.aiBudgetUsd * 1_000_000 }),
    keptForMs: platform.settings.aiAnswerDays * 86_400_000,
  }),
);

/** The least a thinking model may be told to think with; more takes longer than a judgement may. */
const fewestThinkingTokens = 128;

/** Gemini, then DeepSeek through OpenRouter, whichever has a key; and the stronger Gemini for what the first leaves open. */
async function configuredModels({ secrets, settings, clock }: Platform): Promise<Models> {
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
  const strong =
    geminiKey && settings.geminiStrongModel !== 'none'
      ? createGeminiJudge({
          apiKey: geminiKey,
          model: settings.geminiStrongModel,
          baseUrl: settings.geminiUrl,
          price: {
            inputUsdPerMillion: settings.geminiStrongInputUsdPerMillion,
            outputUsdPerMillion: settings.geminiStrongOutputUsdPerMillion,
          },
          thinkingTokens: fewestThinkingTokens,
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
  const chain = [gemini, openrouter].filter((judge) => judge !== undefined);
  return { chain, ...(strong ? { strong } : {}) };
}
