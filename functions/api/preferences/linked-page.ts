import { html } from 'hono/html';
import type { Subscriber } from '../../../shared/documents/subscriber.ts';
import { channelTable } from '../../../shared/domain/channel/channel-table.ts';
import { formatMoney } from '../../../shared/domain/money/format-money.ts';
import { channels } from '../../../shared/messages/notification-requested.ts';
import type { RequestContext } from '../../../shared/runtime/http.ts';
import { smallPage } from '../small-page.ts';
import { formOf } from './preferences-form.ts';

const discountSteps = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90] as const;
const frequencies = { instant: 'At once', hourly: 'Once an hour, together', daily: 'Once a day, together' } as const;
const hours = Array.from({ length: 24 }, (_, hour) => hour);
const twoDigits = (hour: number) => String(hour).padStart(2, '0');

/** The page behind the link of a mail: what its reader hears of, and forms to change it. `path`: its own. */
export function linkedPage(
  context: RequestContext,
  subscriber: Subscriber,
  shown: { readonly path: string; readonly form: string; readonly notice?: string; readonly isWrong?: boolean },
): Promise<Response> {
  const { path, form, notice, isWrong = false } = shown;
  const token = html`<input type="hidden" name="form" value="${form}">`;
  const state =
    notice === undefined ? '' : html`<p class="notice" role="${isWrong ? 'alert' : 'status'}">${notice}</p>`;
  const content = html`${state}${whatTheyGet(subscriber)}
${subscriber.active ? changeForm(subscriber, path, token) : ''}
<form method="post" action="${path}/active">${token}<input type="hidden" name="active" value="${String(!subscriber.active)}"><button class="${subscriber.active ? 'plain' : ''}">${subscriber.active ? 'Stop everything' : 'Tell me of deals again'}</button></form>`;
  return smallPage(context, 'What PriceHawk tells you', content, isWrong ? 400 : 200);
}

function whatTheyGet(subscriber: Subscriber) {
  const { active, filter, locale, delivery, mailOff } = subscriber;
  if (!active) return html`<p>Nothing at present: you have stopped everything.</p>`;
  const had = channels.filter((each) => delivery.channels.includes(each) && channelTable[each].isHad(subscriber));
  const rows = [
    ['Categories', filter.categories],
    ['Brands', filter.brands],
    ['Shops', filter.retailerIds],
    ['Words', filter.keywords],
    ['Up to', filter.maxPrice && [formatMoney(filter.maxPrice, locale)]],
    ['Told by', had],
  ] as const;
  const chosen = rows.filter(([, values]) => values !== undefined && values.length > 0);
  const isAll = rows.slice(0, -1).every(([, values]) => !values?.length);
  const off =
    mailOff === null
      ? ''
      : html`<p>No mails go to your address any more: it did not take them, or you reported one.</p>`;
  return html`${off}${isAll ? html`<p>You hear of every deal that is good enough.</p>` : ''}
<dl>${chosen.map(([name, values]) => html`<dt>${name}</dt><dd>${values?.join(', ')}</dd>`)}</dl>`;
}

function changeForm(subscriber: Subscriber, path: string, token: ReturnType<typeof html>) {
  const { filter, delivery, timeZone } = formOf(subscriber);
  const { digest, quietHours } = delivery;
  const percent = Math.round((filter.minDiscount ?? 0) * 100);
  const steps = [...new Set([...discountSteps, percent])].sort((a, b) => a - b);
  const zones = [...new Set([timeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
  const choice = (value: string | number, words: string, isChosen: boolean) =>
    html`<option value="${value}"${isChosen ? html` selected` : ''}>${words}</option>`;
  return html`<form method="post" action="${path}">${token}
<fieldset><legend>How often</legend>
${Object.entries(frequencies).map(([value, words]) => html`<label class="row"><input type="radio" name="every" value="${value}"${digest.every === value ? html` checked` : ''}>${words}</label>`)}
<label>Hour of the daily mail <select name="atHour">${hours.map((hour) => choice(hour, `${twoDigits(hour)}:00`, hour === digest.atHour))}</select></label></fieldset>
<fieldset><legend>Quiet hours</legend>
<label class="row"><input type="checkbox" name="quiet" value="on"${quietHours ? html` checked` : ''}>Nothing between</label>
<div class="row"><label>from <input type="time" name="from" value="${quietHours?.from ?? '22:00'}" required></label><label>to <input type="time" name="to" value="${quietHours?.to ?? '07:00'}" required></label></div>
<label>Your time zone <select name="timeZone">${zones.map((zone) => choice(zone, zone.replaceAll('_', ' '), zone === timeZone))}</select></label></fieldset>
<label>Smallest discount <select name="minDiscount">${steps.map((step) => choice(step, step === 0 ? 'any' : `${step} %`, step === percent))}</select></label>
<button>Save</button></form>`;
}
