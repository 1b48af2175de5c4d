import { systemClock, systemRandom } from '../system.ts';
import type { BrowserCommand, FetchAnswer } from './browser-process.ts';
import { chromiumPageSource } from './chromium-page-source.ts';

// The other end of browser-process.ts: renders until the channel closes, by intent or because the parent is gone.

const running = new Map<number, AbortController>();
let pages: ReturnType<typeof chromiumPageSource> | undefined;

process.on('message', (message) => {
  // Nobody else has the other end of the channel.
  void obey(message as BrowserCommand);
});
process.on('disconnect', async () => {
  for (const controller of running.values()) controller.abort();
  await pages?.close();
  process.exit(0);
});
// Ctrl-C is meant for the parent, which then closes the channel.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});

async function obey(command: BrowserCommand): Promise<void> {
  if (command.type === 'open') {
    pages = chromiumPageSource({ ...command.options, clock: systemClock, random: systemRandom });
    return;
  }
  if (command.type === 'cancel') return running.get(command.id)?.abort();
  const { id, request } = command;
  const controller = new AbortController();
  running.set(id, controller);
  const result = await pages?.fetch({ ...request, signal: controller.signal });
  running.delete(id);
  if (result) answer({ id, result });
}

function answer(message: FetchAnswer): void {
  if (process.connected) process.send?.(message, undefined, {}, () => {});
}
