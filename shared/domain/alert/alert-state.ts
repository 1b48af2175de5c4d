import * as z from 'zod';

/**
 * What a subscriber was last told of one subject: an offer, later a monitor. `told` names what was told by its cause;
 * `hasRecovered` says that the condition has since ended.
 */
export const alertState = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('armed') }),
  z.object({
    phase: z.literal('fired'),
    causeId: z.string(),
    /** In `unit`: minor units of a currency, or whatever a monitor measures. */
    level: z.number(),
    unit: z.string(),
    firedAtMs: z.number(),
    hasRecovered: z.boolean(),
  }),
]);
export type AlertState = Readonly<z.infer<typeof alertState>>;

export interface AlertRules {
  readonly coolDownMs: number;
  /** Share by which the level has to go further than what was told, to be told while cooling. */
  readonly rearmDrop: number;
  /** Which way is further: a price falls, a stock level may rise. */
  readonly further: 'down' | 'up';
}

/** That a condition holds, or has ended by the margin its owner asks for (hysteresis): between the two nothing is said. */
export type AlertSignal =
  | {
      readonly type: 'holds';
      readonly causeId: string;
      readonly level: number;
      readonly unit: string;
      readonly atMs: number;
      /** Whether it is known to have ended since it was told. */
      readonly isNew: boolean;
    }
  | { readonly type: 'recovered' }
  /** What was told proved wrong, or was told to nobody. */
  | { readonly type: 'withdrawn'; readonly causeId: string };

/** `same`: this very cause is being told already, perhaps over another channel. `cooling`: not so soon again. */
export type AlertDecision = {
  readonly alert: AlertState;
  readonly tell: 'fire' | 'same' | 'no';
  readonly because: 'first' | 'further' | 're-armed' | 'same-cause' | 'cooling' | 'still-holds' | 'no-condition';
};

/**
 * Whether a deal is known to come after the end of the one that was told before: its offer's price had gone up in
 * between, by a margin. Deals of before ends were kept count as such.
 */
export const comesAnew = (
  alert: AlertState,
  { lastEndedAtMs }: { readonly lastEndedAtMs?: number | null | undefined },
): boolean => alert.phase === 'armed' || lastEndedAtMs === undefined || (lastEndedAtMs ?? 0) > alert.firedAtMs;

export const armed: AlertState = { phase: 'armed' };

/** The one state machine of all alerts: armed → fired → cooling → armed again, by recovery and time or by going further. */
export function nextAlert(alert: AlertState, signal: AlertSignal, rules: AlertRules): AlertDecision {
  switch (signal.type) {
    case 'recovered': {
      const next = alert.phase === 'armed' ? alert : { ...alert, hasRecovered: true };
      return { alert: next, tell: 'no', because: 'no-condition' };
    }
    case 'withdrawn': {
      const isMine = alert.phase === 'fired' && alert.causeId === signal.causeId;
      return { alert: isMine ? armed : alert, tell: 'no', because: 'no-condition' };
    }
    case 'holds':
      return whileItHolds(alert, signal, rules);
  }
}

function whileItHolds(
  alert: AlertState,
  signal: Extract<AlertSignal, { type: 'holds' }>,
  rules: AlertRules,
): AlertDecision {
  const { causeId, level, unit, atMs: firedAtMs } = signal;
  const fired: AlertState = { phase: 'fired', causeId, level, unit, firedAtMs, hasRecovered: false };
  if (alert.phase === 'armed') return { alert: fired, tell: 'fire', because: 'first' };
  if (alert.causeId === causeId) return { alert, tell: 'same', because: 'same-cause' };
  // Amounts of different currencies are never compared.
  const isFurther = unit === alert.unit && goesFurther(alert.level, level, rules);
  if (isFurther) return { alert: fired, tell: 'fire', because: 'further' };
  if (firedAtMs < alert.firedAtMs + rules.coolDownMs) return { alert, tell: 'no', because: 'cooling' };
  if (signal.isNew || alert.hasRecovered) return { alert: fired, tell: 'fire', because: 're-armed' };
  return { alert, tell: 'no', because: 'still-holds' };
}

function goesFurther(told: number, level: number, { rearmDrop, further }: AlertRules): boolean {
  return further === 'down' ? level <= told * (1 - rearmDrop) : level >= told * (1 + rearmDrop);
}
