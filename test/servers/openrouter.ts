import * as z from 'zod';
import { type LocalServer, startLocalServer } from './local-server.ts';

const request = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.enum(['system', 'user']), content: z.string() })),
  response_format: z.object({
    type: z.literal('json_schema'),
    json_schema: z.object({
      name: z.string(),
      strict: z.literal(true),
      schema: z.object({ additionalProperties: z.literal(false), required: z.array(z.string()) }),
    }),
  }),
});

/** What the model says; `refusal` as OpenAI-compatible models put it, `failing` as OpenRouter reports an upstream error. */
export type ModelReply = { readonly text: string } | 'refusal' | 'failing';

/** `POST /chat/completions` as documented (openrouter.ai/docs/api-reference): bearer key, JSON schema, token counts. */
export async function startOpenRouterServer(
  options: { readonly apiKey?: string; readonly reply?: (system: string, user: string) => ModelReply } = {},
): Promise<LocalServer> {
  const { apiKey = 'sk-or-test', reply = () => ({ text: errorAnswer }) } = options;
  return startLocalServer(({ method, path, headers, body }) => {
    if (method !== 'POST' || path !== '/chat/completions') return failure(404, 'Not found');
    if (headers.authorization !== `Bearer ${apiKey}`) return failure(401, 'No auth credentials found');
    const parsed = request.safeParse(JSON.parse(body.toString()));
    if (!parsed.success) return failure(400, parsed.error.message);
    const content = (role: string) =>
      parsed.data.messages.flatMap((message) => (message.role === role ? [message.content] : [])).join('\n');
    const said = reply(content('system'), content('user'));
    if (said === 'failing') return { ...failure(502, 'Provider returned error'), status: 200 };
    const message =
      said === 'refusal'
        ? { role: 'assistant', content: null, refusal: 'I cannot help with that.' }
        : { role: 'assistant', content: said.text };
    const usage = { prompt_tokens: 500, completion_tokens: 80, total_tokens: 580 };
    const choices = [{ index: 0, finish_reason: 'stop', message }];
    return {
      status: 200,
      body: JSON.stringify({ id: 'gen-1', object: 'chat.completion', model: parsed.data.model, choices, usage }),
    };
  });
}

const errorAnswer = '{"verdict":"error","confidence":0.8,"explanation":"The decimal point has moved."}';

function failure(code: number, message: string) {
  return { status: code, body: JSON.stringify({ error: { code, message } }) };
}
