import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { sessions } from '../../shared/documents/session.ts';
import { subscribers } from '../../shared/documents/subscriber.ts';
import { users } from '../../shared/documents/user.ts';
import { emailOf } from '../../shared/domain/account/new-user.ts';
import { withOpenEmail } from '../../shared/domain/audience/subscriber-email.ts';
import { createFieldCipher } from '../../shared/runtime/field-cipher.ts';
import { sequentialRandom } from '../support/sequential-random.ts';
import { Killer, type KillPlan, type OutsideCall } from './instance.ts';
import { type Outside, startOutside } from './outside.ts';
import { dataKeys, Running } from './running.ts';
import { orderly } from './virtual-bus.ts';

const cipher = createFieldCipher(dataKeys, sequentialRandom('reader'));
const [ada, countess] = ['ada@example.com', 'countess@example.com'];
const [first, second] = ['Correct-Horse-9', 'New-Horse-10'];
const holding = z.object({ token: z.string() });

/** Somebody in front of a browser: asks again when no answer comes. */
class Person {
  readonly outside: Outside;
  readonly #running: Running;
  /** Kills count from here on. */
  armed = false;
  cookie = '';
  token = '';

  constructor(outside: Outside, plan: KillPlan, calls: OutsideCall[]) {
    this.outside = outside;
    let number = 0;
    const killer = new Killer((call) => {
      if (!this.armed || call.functionName !== 'api') return null;
      calls.push(call);
      number += 1;
      return plan(call, number);
    });
    this.#running = new Running(outside, killer);
  }

  async ask(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const init = {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    };
    const answer = await this.#running.request('api', path, init);
    const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
    if (cookie !== '') this.cookie = cookie;
    return answer;
  }

  async enter(path: string, email: string, password: string): Promise<number> {
    const answer = await this.ask(path, { email, password });
    if (answer.ok) this.token = holding.parse(await answer.json()).token;
    return answer.status;
  }

  /** Until whatever was to be sent is sent, also what only release-due finds. */
  async deliver(): Promise<void> {
    const { bus, clock } = this.outside;
    await bus.drain(this.#running.deliver);
    clock.advance(61_000);
    bus.inject('release-requested', '{}');
    await bus.drain(this.#running.deliver);
  }

  linkIn(to: string, subject: string): string {
    const mail = this.outside.mails.sent.find((each) => each.to === to && each.subject === subject);
    return /\?token=(\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
  }

  refresh = () => this.ask('/api/auth/refresh', {}, { cookie: this.cookie, 'x-pricehawk-csrf': '1' });

  /** What is left: whose address is whose, who hears of deals, who gets in by which password, what was sent. */
  async end(ways: readonly (readonly [string, string])[]) {
    this.armed = false;
    const { people, mails } = this.outside;
    const all = await users.find(people, 'newest', { limit: 10 });
    const told = await subscribers.find(people, 'oldest', { limit: 10 });
    const open = await Promise.all(
      all.map(async ({ id }) =>
        (await sessions.find(people, 'ofUser', { equal: { userId: id }, limit: 100 })).filter(
          ({ value }) => value.endedAtMs === null,
        ),
      ),
    );
    const tries: string[] = [];
    for (const [email, password] of ways) {
      tries.push(`${email} ${password}: ${await this.enter('/api/auth/login', email, password)}`);
    }
    return {
      users: all.map(
        ({ id, value }) => `${emailOf(id, value, cipher)}, confirmed: ${value.emailVerifiedAtMs !== null}`,
      ),
      told: told.map((each) => `${withOpenEmail(each, cipher).value.email}, active: ${each.value.active}`),
      hasOpenSessions: open.flat().length > 0,
      tries,
      mails: mails.sent.map(({ to, subject }) => `${to}: ${subject}`).toSorted(),
    };
  }
}

interface Act {
  readonly name: string;
  readonly before?: (person: Person) => Promise<void>;
  readonly play: (person: Person) => Promise<void>;
  /** Ways in that are tried afterwards; the usual one where absent. */
  readonly ways?: readonly (readonly [string, string])[];
  readonly ends: Partial<Awaited<ReturnType<Person['end']>>>;
}

const signUp = async (person: Person) => {
  await person.enter('/api/auth/register', ada, first);
  await person.deliver();
};
const signUpAndConfirm = async (person: Person) => {
  await signUp(person);
  await person.ask('/api/auth/verify', { token: person.linkIn(ada, 'Confirm your email address') });
};
const confirmation = `${ada}: Confirm your email address`;

const acts: readonly Act[] = [
  {
    name: 'signing up',
    play: signUp,
    ends: { users: [`${ada}, confirmed: false`], told: [`${ada}, active: false`], mails: [confirmation] },
  },
  {
    name: 'confirming an address',
    before: signUp,
    play: async (person) => {
      await person.ask('/api/auth/verify', { token: person.linkIn(ada, 'Confirm your email address') });
    },
    ends: { users: [`${ada}, confirmed: true`], told: [`${ada}, active: true`], mails: [confirmation] },
  },
  {
    name: 'setting a forgotten password anew',
    before: async (person) => {
      await signUpAndConfirm(person);
      await person.ask('/api/auth/forgot', { email: ada });
      await person.deliver();
    },
    play: async (person) => {
      await person.ask('/api/auth/reset', { token: person.linkIn(ada, 'Choose a new password'), password: second });
      await person.deliver();
    },
    ways: [
      [ada, first],
      [ada, second],
    ],
    ends: {
      hasOpenSessions: false,
      tries: [`${ada} ${first}: 401`, `${ada} ${second}: 200`],
      mails: [`${ada}: Choose a new password`, confirmation, `${ada}: Your password was changed`],
    },
  },
  {
    name: 'confirming another address',
    before: async (person) => {
      await signUpAndConfirm(person);
      const body = { email: countess, currentPassword: first };
      await person.ask('/api/me/email', body, { authorization: `Bearer ${person.token}` });
      await person.deliver();
    },
    play: async (person) => {
      await person.ask('/api/auth/address', { token: person.linkIn(countess, 'Confirm your new email address') });
      await person.deliver();
    },
    ways: [
      [ada, first],
      [countess, first],
    ],
    ends: {
      users: [`${countess}, confirmed: true`],
      told: [`${countess}, active: true`],
      tries: [`${ada} ${first}: 401`, `${countess} ${first}: 200`],
      mails: [confirmation, `${ada}: Your email address was changed`, `${countess}: Confirm your new email address`],
    },
  },
  {
    name: 'going on with a session',
    before: signUpAndConfirm,
    play: async (person) => {
      for (let i = 0; i < 2; i++) {
        expect((await person.refresh()).status).toBe(200);
        person.outside.clock.advance(16 * 60_000);
      }
      person.armed = false;
      expect((await person.refresh()).status).toBe(200);
    },
    ends: { hasOpenSessions: true, mails: [confirmation] },
  },
];

async function run({ before, play, ways = [[ada, first]] }: Act, plan: KillPlan) {
  const calls: OutsideCall[] = [];
  const outside = await startOutside(orderly);
  try {
    const person = new Person(outside, plan, calls);
    await before?.(person);
    person.armed = true;
    await play(person);
    return { calls, end: await person.end(ways) };
  } finally {
    await outside.close();
  }
}

const killAfter =
  (call: number): KillPlan =>
  (_, number) =>
    number === call ? 'after' : null;

/** Killed where it has only read since its last effect, it leaves what it leaves killed right after that. */
const effectsOf = (calls: readonly OutsideCall[]): [number, string][] =>
  calls.flatMap(({ name }, i) => (i === 0 || /write|transaction|publish/.test(name) ? [[i + 1, name]] : []));

describe.each(acts)('$name', (act) => {
  it('ends the same wherever the API is killed and asked again: one mail, one owner, nobody locked out', {
    timeout: 120_000,
  }, async () => {
    const { calls, end } = await run(act, () => null);
    expect(end).toMatchObject(act.ends);
    expect(calls.length).toBeGreaterThan(2);
    for (const [call, name] of effectsOf(calls)) {
      const { end: disturbed } = await run(act, killAfter(call));
      expect({ killedAfter: name, ...disturbed }).toEqual({ killedAfter: name, ...end });
    }
  });
});
