import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { startPriceHawk } from '../../infra/local/start.ts';
import type { LogEntry } from '../../shared/runtime/log.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { startLocalServer } from '../servers/local-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

it('a request’s correlation id and trace are on every log line of what it set off, and no secret is on any', async () => {
  const page =
    '<!doctype html><html lang="en"><title>Desk</title><h1>Desk</h1><p class="price">€10.00</p><button>Add to basket</button><script type="application/ld+json">{"@type":"Product","name":"Desk","offers":{"@type":"Offer","price":"10.00","priceCurrency":"EUR"}}</script>';
  const shop = await startLocalServer(({ path }) =>
    path === '/desk' ? { status: 200, headers: { 'content-type': 'text/html' }, body: page } : { status: 404 },
  );
  const logged: LogEntry[] = [];
  const flags = ['--no-demo', '--debug', '--port', '0', '--data', join(folder.path, 'data')];
  const running = await startPriceHawk({
    settings: readSettings([...flags, '--host-map', `corner.example=${new URL(shop.origin).host}`], {}),
    jobs: [],
    env: { ADMIN_SECRET: 'long-admin-SECRET', RESEND_API_KEY: 're_SECRET', GEMINI_API_KEY: 'gem-SECRET' },
    print: () => {},
    sink: (entry) => logged.push(entry),
  });
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const answer = await fetch(`http://127.0.0.1:${running.port}/api/watches`, {
    method: 'POST',
    body: JSON.stringify({ url: 'http://corner.example/desk' }),
    headers: {
      authorization: 'Bearer long-admin-SECRET',
      'x-correlation-id': 'c-1',
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    },
  });
  expect([answer.status, answer.headers.get('x-correlation-id')]).toEqual([201, 'c-1']);
  while (!logged.some(({ message }) => message === 'looked')) await new Promise((resolve) => setTimeout(resolve, 20));
  await running.stop();
  await shop.close();

  const lines = logged.filter(({ message }) => message === 'planned' || message === 'looked');
  expect(lines).toMatchObject([
    { message: 'planned', correlationId: 'c-1', traceId, context: { planned: 1 } },
    { message: 'looked', correlationId: 'c-1', traceId, context: { looked: 1 } },
  ]);
  expect(JSON.stringify(logged)).not.toContain('SECRET');
}, 90_000);
