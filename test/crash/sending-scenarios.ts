import { confirmedDeal } from './confirmed-deal.ts';
import { mailDown, mailService, mailTorn, waitingMails } from './mail-service.ts';
import type { Scenario } from './scenario.ts';

const price = 20_000;

/** What happens to mails, pushes and messages on their way. */
export const sendingScenarios: readonly Scenario[] = [
  {
    name: 'a mail service that is down and comes back',
    about: ['dispatch-notification', 'release-due'],
    ends: ['dispatches sent', 'mail to ada@example.com', 'mail to bob@example.com'],
    play: async (stage) => {
      await confirmedDeal(stage);
      await stage.subscriber('ada');
      await stage.subscriber('bob');
      mailService(stage, mailDown);
      stage.publish('deal-confirmed', { dealId: 'deal-1' });
      await stage.drain();
      mailService(stage, 'well');
    },
  },
  {
    name: 'a mail service that sends but whose answers are lost',
    about: ['dispatch-notification', 'release-due'],
    ends: ['dispatches sent', 'mail to ada@example.com'],
    play: async (stage) => {
      await confirmedDeal(stage);
      await stage.subscriber('ada');
      mailService(stage, mailTorn);
      stage.publish('deal-confirmed', { dealId: 'deal-1' });
      await stage.drain();
      mailService(stage, 'well');
    },
  },
  {
    name: 'a subscriber who stops while mails wait',
    about: ['api', 'release-due', 'dispatch-notification'],
    ends: ['dispatches cancelled', 'dispatches sent', 'dispatches split', 'mail to bob@example.com'],
    play: async (stage) => {
      await confirmedDeal(stage);
      await stage.subscriber('ada');
      await stage.subscriber('bob');
      // Waiting from the start: killed in a first attempt, the page was perhaps sent and has to be repeated as it is.
      await waitingMails(stage, 'for-both', ['ada', 'bob']);
      await waitingMails(stage, 'for-ada', ['ada']);
      await stage.request('api', 'POST', '/stop/token-ada');
    },
  },
  {
    name: 'addresses the mail service refuses',
    about: ['dispatch-notification', 'record-dead-letter'],
    ends: [
      'dead-letters open',
      'dead-letters open',
      'dispatches failed',
      'dispatches failed',
      'dispatches sent',
      'dispatches split',
      'dispatches split',
      'mail to ada@example.com',
      'mail to bob@example.com',
    ],
    play: async (stage) => {
      await confirmedDeal(stage);
      await stage.subscriber('ada');
      await stage.subscriber('bob');
      await stage.subscriber('eve', { email: 'eve@refused.example' });
      await stage.subscriber('nobody', { email: 'not an address' });
      stage.publish('deal-confirmed', { dealId: 'deal-1' });
      await stage.drain();
    },
  },
  {
    name: 'browsers that are gone',
    about: ['dispatch-notification', 'record-dead-letter'],
    ends: [
      'dead-letters open',
      'dispatches failed',
      'dispatches sent',
      'dispatches sent',
      'mail to ada@example.com',
      'mail to bob@example.com',
      'push to bob',
      'push to bob',
    ],
    play: async (stage) => {
      await confirmedDeal(stage);
      await stage.subscriber('ada', { devices: 1 });
      await stage.subscriber('bob', { devices: 2 });
      stage.dropDevices('ada');
      stage.publish('deal-confirmed', { dealId: 'deal-1' });
      await stage.drain();
    },
  },
  {
    name: 'messages nobody can handle',
    about: ['select-audience', 'validate-ai', 'detect-anomaly', 'record-dead-letter'],
    ends: ['dead-letters open', 'dead-letters open', 'dead-letters open', 'dead-letters open', 'dead-letters open'],
    play: async (stage) => {
      stage.publish('deal-confirmed', { dealId: 'no-such-deal' });
      stage.publish('price-observed', 'not JSON');
      stage.publish('notification-requested', { dispatchId: 'd' });
      stage.publish('anomaly-detected', { anomalyId: 'no-such-anomaly' });
      stage.publish('message-dead-lettered', 'whatever this is');
      await stage.drain();
    },
  },
  {
    name: 'a page that somebody asks to be watched',
    about: ['api', 'plan-scrapes', 'scrape-retailer', 'detect-anomaly'],
    ends: [],
    play: async (stage) => {
      stage.show('new', { minor: price });
      await stage.request('api', 'POST', '/api/watches', { url: 'https://corner.example/new' });
      await stage.drain();
      await stage.request('api', 'POST', '/api/watches', { url: 'https://corner.example/new?utm_source=x' });
      await stage.scan();
    },
  },
  {
    name: 'a failed notification that the operator has sent again',
    about: ['admin', 'record-dead-letter'],
    ends: ['dead-letters replayed', 'dispatches sent', 'mail to ada@example.com'],
    play: async (stage) => {
      await confirmedDeal(stage);
      await stage.subscriber('ada');
      mailService(stage, mailDown);
      stage.publish('deal-confirmed', { dealId: 'deal-1' });
      await stage.letThingsComeDue();
      mailService(stage, 'well');
      await stage.request('admin', 'POST', '/admin/dead-letters/replay');
    },
  },
  {
    name: 'a failed notification that is sent again and fails again',
    about: ['admin', 'record-dead-letter'],
    // Killed while sending it leaves open whether it was sent: it then ends as unknown instead.
    spared: ['dispatch-notification'],
    ends: ['dead-letters open', 'dispatches failed'],
    play: async (stage) => {
      await confirmedDeal(stage);
      await stage.subscriber('ada');
      mailService(stage, mailDown);
      stage.publish('deal-confirmed', { dealId: 'deal-1' });
      await stage.letThingsComeDue();
      await stage.request('admin', 'POST', '/admin/dead-letters/replay');
      await stage.letThingsComeDue();
    },
  },
];
