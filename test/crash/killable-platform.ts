import type { Blobs } from '../../shared/ports/blobs.ts';
import type { MailDelivery, MessageDelivery, PushDelivery } from '../../shared/ports/delivery.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { PageSource } from '../../shared/ports/page-source.ts';
import type { Payments } from '../../shared/ports/payments.ts';
import type { PriceJudge } from '../../shared/ports/price-judge.ts';
import type { Publisher } from '../../shared/ports/publisher.ts';
import { createBreakerGuard } from '../../shared/runtime/breaker-guard.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import type { Instance } from './instance.ts';

/** The platform as one instance has it: each of its outside calls may be the instance's last. */
export function killablePlatform(platform: Omit<Platform, 'breakers'>, instance: Instance): Platform {
  const { clock, random, secrets, readPage } = platform;
  const catalogue = killableDocuments('catalogue', platform.catalogue, instance);
  return {
    ...platform,
    catalogue,
    people: killableDocuments('people', platform.people, instance),
    publisher: killablePublisher(platform.publisher, instance),
    blobs: killableBlobs(platform.blobs, instance),
    secrets: { get: (name) => instance.call('secrets.get', () => secrets.get(name)) },
    clock: { nowMs: () => clock.nowMs(), sleep: (ms, signal) => instance.own(() => clock.sleep(ms, signal)) },
    readPage: (...page) => instance.own(() => readPage(...page)),
    breakers: createBreakerGuard({ documents: catalogue, clock, random }),
  };
}

function killableDocuments(database: string, documents: Documents, instance: Instance): Documents {
  return {
    get: (key) => instance.call(`${database}.get ${key.collection.name}`, () => documents.get(key)),
    getAll: (keys) =>
      instance.call(`${database}.getAll ${keys[0]?.collection.name ?? ''}`, () => documents.getAll(keys)),
    write: (writes) =>
      instance.call(`${database}.write ${writes[0]?.key.collection.name ?? ''}`, () => documents.write(writes)),
    // What it reads is read again when it is repeated: a call of its own only where it commits.
    transaction: (decide) => instance.call(`${database}.transaction`, () => documents.transaction(decide)),
    query: (query) => instance.call(`${database}.query ${query.collection.name}`, () => documents.query(query)),
    count: (query) => instance.call(`${database}.count ${query.collection.name}`, () => documents.count(query)),
  };
}

function killablePublisher(publisher: Publisher, instance: Instance): Publisher {
  return {
    publish: (messages) => {
      const half = messages.slice(0, Math.ceil(messages.length / 2));
      const name = `publish ${messages[0]?.topic ?? ''}`;
      const inPart = messages.length > 1 ? () => publisher.publish(half) : undefined;
      return instance.call(name, () => publisher.publish(messages), inPart);
    },
  };
}

function killableBlobs(blobs: Blobs, instance: Instance): Blobs {
  return {
    put: (...given) => instance.call('blobs.put', () => blobs.put(...given)),
    get: (...given) => instance.call('blobs.get', () => blobs.get(...given)),
    delete: (...given) => instance.call('blobs.delete', () => blobs.delete(...given)),
    list: (...given) => instance.call('blobs.list', () => blobs.list(...given)),
  };
}

export function killablePages(pages: PageSource, instance: Instance): PageSource {
  return { fetch: (request) => instance.call('fetch a page', () => pages.fetch(request)) };
}

export function killableJudge(judge: PriceJudge, instance: Instance): PriceJudge {
  const { provider, model } = judge;
  return {
    provider,
    model,
    costAtMostMicroUsd: (question) => judge.costAtMostMicroUsd(question),
    judge: (...given) => instance.call(`ask ${provider}`, () => judge.judge(...given)),
  };
}

export function killableMail(mail: MailDelivery, instance: Instance): MailDelivery {
  return { send: (...given) => instance.call('send mails', () => mail.send(...given)) };
}

export function killablePush(push: PushDelivery, instance: Instance): PushDelivery {
  return { send: (...given) => instance.call('send a push', () => push.send(...given)) };
}

export function killableMessages(messages: MessageDelivery, instance: Instance): MessageDelivery {
  return { send: (...given) => instance.call('send a message', () => messages.send(...given)) };
}

export function killablePayments(payments: Payments, instance: Instance): Payments {
  return {
    ...payments,
    subscriptionsOf: (id) => instance.call('read subscriptions', () => payments.subscriptionsOf(id)),
  };
}
