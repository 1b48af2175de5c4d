/** Making a format costs a hundred times what using it does. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  formats.set(timeZone, made);
  return made;
}

export function isTimeZone(text: string): boolean {
  try {
    formatOf(text);
    return true;
  } catch {
    return false;
  }
}

/** What the clocks of a zone show at an instant, as if it were UTC. @throws RangeError for a zone nobody knows */
export function wallClockMs(timeZone: string, atMs: number): number {
  const text = formatOf(timeZone).format(atMs);
  const [, sign, hours = 0, minutes = 0, seconds = 0] = /GMT([+-])(\d+):(\d+)(?::(\d+))?$/.exec(text) ?? [];
  const offsetMs = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
  return sign === '-' ? atMs - offsetMs : atMs + offsetMs;
}

/** The date in a zone, `2026-03-29`. */
export function localDay(timeZone: string, atMs: number): string {
  return new Date(wallClockMs(timeZone, atMs)).toISOString().slice(0, 10);
}

/**
 * The first instant after `atMs` at which a zone's clocks have come to `wallMs`, or have skipped it. Hours that come
 * twice in autumn come once here: the clocks have to pass what they have never shown.
 */
export function instantOfWallClock(timeZone: string, atMs: number, wallMs: number): number {
  let fromMs = atMs;
  for (;;) {
    const reachedMs = fromMs + wallMs - wallClockMs(timeZone, fromMs);
    const changeMs = clockChange(timeZone, fromMs, reachedMs);
    if (changeMs === undefined) return reachedMs;
    if (wallClockMs(timeZone, changeMs) >= wallMs) return changeMs;
    fromMs = changeMs;
  }
}

/** When a zone's clocks are changed after `fromMs` and until `untilMs`, less than days apart; undefined where never. */
export function clockChange(timeZone: string, fromMs: number, untilMs: number): number | undefined {
  const offsetAt = (atMs: number) => wallClockMs(timeZone, atMs) - atMs;
  const offsetMs = offsetAt(fromMs);
  if (offsetAt(untilMs) === offsetMs) return undefined;
  let before = fromMs;
  let after = untilMs;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle) === offsetMs) before = middle;
    else after = middle;
  }
  return after;
}
