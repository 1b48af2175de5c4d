import { createVapidKeys } from '../../shared/adapters/vapid-keys.ts';
import { type ChatServices, startChatServices } from '../servers/chat-services.ts';
import { type PushEndpoint, startPushEndpoint } from '../servers/push-endpoint.ts';
import { type ResendServer, startResendServer } from '../servers/resend.ts';
import { type InMemoryBlobs, inMemoryBlobs } from '../support/in-memory-blobs.ts';
import { InMemoryDocuments } from '../support/in-memory-documents.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { CornerShop } from './corner-shop.ts';
import { ScriptedModel } from './scripted-model.ts';
import { type ScriptedPayments, scriptedPayments } from './scripted-payments.ts';
import { type BusManners, VirtualBus } from './virtual-bus.ts';

export const vapid = createVapidKeys();

/** Everything that outlives a function: time, documents, the bus, a shop, models, services for mails, pushes and messages. */
export interface Outside {
  readonly clock: ManualClock;
  readonly catalogue: InMemoryDocuments;
  readonly people: InMemoryDocuments;
  readonly blobs: InMemoryBlobs;
  readonly bus: VirtualBus;
  readonly shop: CornerShop;
  readonly gemini: ScriptedModel;
  readonly openrouter: ScriptedModel;
  readonly payments: ScriptedPayments;
  readonly mails: ResendServer;
  readonly pushes: PushEndpoint;
  readonly chats: ChatServices;
  close(): Promise<void>;
}

export async function startOutside(manners: BusManners): Promise<Outside> {
  const clock = new ManualClock(Date.UTC(2026, 0, 15, 12), { autoAdvance: true });
  const mails = await startResendServer({
    nowMs: () => clock.nowMs(),
    refusesAllFor: (to) => to.endsWith('@refused.example'),
  });
  const pushes = await startPushEndpoint({ vapidPublicKey: vapid.publicKey });
  const chats = await startChatServices();
  return {
    clock,
    catalogue: new InMemoryDocuments(),
    people: new InMemoryDocuments('people'),
    blobs: inMemoryBlobs(),
    bus: new VirtualBus(clock, manners),
    shop: new CornerShop(),
    gemini: new ScriptedModel('gemini'),
    openrouter: new ScriptedModel('openrouter'),
    payments: scriptedPayments(),
    mails,
    pushes,
    chats,
    close: async () => {
      await mails.close();
      await pushes.close();
      await chats.close();
    },
  };
}
