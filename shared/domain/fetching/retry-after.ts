/** No server may silence us for longer: a mistyped date would blind a shop for years. */
const longestMs = 24 * 3_600_000;

const httpDate = /^[A-Z][a-z]{2,8}, ?\d{1,2}[ -][A-Z][a-z]{2}[ -]\d{2,4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * What a Retry-After header asks for, in milliseconds from now, at most a day; undefined where it says nothing readable.
 * Seconds and HTTP dates (RFC 9110 section 10.2.3).
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,12}$/.test(text)) return Math.min(Number(text) * 1_000, longestMs);
  if (!httpDate.test(text)) return undefined;
  const dateMs = Date.parse(text);
  return Number.isNaN(dateMs) ? undefined : Math.min(Math.max(dateMs - nowMs, 0), longestMs);
}
