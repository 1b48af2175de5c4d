import * as z from 'zod';
import { type LocalServer, startLocalServer } from './local-server.ts';

const contents = z.array(z.object({ role: z.string().optional(), parts: z.array(z.object({ text: z.string() })) }));
const request = z.object({
  contents,
  systemInstruction: z.object({ parts: z.array(z.object({ text: z.string() })) }),
  generationConfig: z.object({
    responseMimeType: z.literal('application/json'),
    responseSchema: z.object({ type: z.string(), required: z.array(z.string()) }),
  }),
});

/** What the model says to a question; `blocked` is Google's safety filter. */
export type ModelReply =
  | { readonly text: string; readonly inputTokens?: number; readonly outputTokens?: number }
  | 'blocked'
  | 'cut-off';

/**
 * `POST /v1beta/models/{model}:generateContent` as documented (ai.google.dev/api/generate-content): the key in
 * `x-goog-api-key`, token counts, finish reasons, errors in google.rpc.Status form.
 */
export async function startGeminiServer(
  options: { readonly apiKey?: string; readonly reply?: (system: string, user: string) => ModelReply } = {},
): Promise<LocalServer> {
  const { apiKey = 'gemini-test-key', reply = () => ({ text: realAnswer }) } = options;
  return startLocalServer(({ method, path, headers, body }) => {
    const model = /^\/v1beta\/models\/([\w.-]+):generateContent$/.exec(path)?.[1];
    if (method !== 'POST' || !model) return googleError(404, 'NOT_FOUND', 'No such method.');
    if (headers['x-goog-api-key'] !== apiKey) return googleError(400, 'INVALID_ARGUMENT', 'API key not valid.');
    const parsed = request.safeParse(JSON.parse(body.toString()));
    if (!parsed.success) return googleError(400, 'INVALID_ARGUMENT', parsed.error.message);
    const said = reply(partsText([parsed.data.systemInstruction]), partsText(parsed.data.contents));
    const spoken: Partial<Extract<ModelReply, object>> = typeof said === 'string' ? {} : said;
    const { inputTokens = 400, outputTokens = 100 } = spoken;
    const usageMetadata = {
      promptTokenCount: inputTokens,
      candidatesTokenCount: outputTokens - 40,
      thoughtsTokenCount: 40,
      totalTokenCount: inputTokens + outputTokens,
    };
    if (said === 'blocked')
      return ok({
        promptFeedback: { blockReason: 'SAFETY' },
        usageMetadata: { promptTokenCount: 400, totalTokenCount: 400 },
      });
    const text = said === 'cut-off' ? '{"verdict":"re' : said.text;
    const finishReason = said === 'cut-off' ? 'MAX_TOKENS' : 'STOP';
    const candidate = { content: { role: 'model', parts: [{ text }] }, finishReason, index: 0 };
    return ok({ candidates: [candidate], usageMetadata, modelVersion: model });
  });
}

export const realAnswer = '{"verdict":"real","confidence":0.9,"explanation":"A cut of 55 %, as before."}';

export function googleError(code: number, status: string, message: string, details: readonly object[] = []) {
  return { status: code, body: JSON.stringify({ error: { code, status, message, details } }) };
}

function ok(body: object) {
  return { status: 200, body: JSON.stringify(body) };
}

function partsText(contents: readonly { readonly parts: readonly { readonly text: string }[] }[]): string {
  return contents.flatMap(({ parts }) => parts.map(({ text }) => text)).join('\n');
}
