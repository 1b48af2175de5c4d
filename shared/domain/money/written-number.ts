/** A number as it is written: `1.299,95` is groups 1, 299, 95 with separators `.` and `,`. */
export interface WrittenNumber {
  readonly groups: readonly string[];
  /** One less than groups. A leading separator (`.75`) follows an empty first group. */
  readonly separators: readonly string[];
  /** Decimals that are marked as such: the dash of `12,-`, or the cents of `392. 00`. */
  readonly decimals?: string;
  readonly end: number;
}

const digits = /\d+/y;
const separatorThenDigit = /[.,'٫·_](?=\d)/y;
/** A space groups only whole thousands: three digits, then none. */
const spaceThenThousand = / (?=\d{3}(?!\d))/y;
/** `118, 99` and `1.299 ,00`: a space that markup put around the separator; exactly two digits follow. */
const spacedDecimals = /(?:[.,] | [.,])(\d{2})(?![\d%]|[.,]\d)/y;
/** `12,-`, `12.–`, `12,--`, `105. –`, `299:-`, `12,—`. */
const dashDecimals = /(?:[.,:]\s?|\s(?=[-–—]{2})|(?=[-–—]{2}))[-–—]{1,2}(?!\s?[\d$€£])/y;
/** The older Swedish way; without the currency it is a time of day. */
const colonDecimals = /:(\d{2})(?= ?(?:kr|sek)(?!\p{L}))/iuy;

/** The number written at `index`, where a digit stands, or a separator and then a digit. */
export function writtenNumberAt(text: string, index: number): WrittenNumber {
  const groups: string[] = [];
  const separators: string[] = [];
  let end = index;
  if (!isDigit(text.charCodeAt(end))) {
    groups.push('');
    separators.push(text.charAt(end));
    end += 1;
  }
  for (;;) {
    const group = match(digits, text, end) ?? '';
    groups.push(group);
    end += group.length;
    const separator =
      match(separatorThenDigit, text, end) ??
      (canGroupBySpace(groups, separators) ? match(spaceThenThousand, text, end) : undefined);
    if (separator === undefined) break;
    separators.push(separator);
    end += separator.length;
  }
  const whole = { groups, separators };
  for (const [pattern, fixed] of [[spacedDecimals], [dashDecimals, '0'], [colonDecimals]] as const) {
    pattern.lastIndex = end;
    const found = pattern.exec(text);
    if (found) return { ...whole, decimals: fixed ?? found[1] ?? '0', end: pattern.lastIndex };
  }
  return { ...whole, end };
}

function canGroupBySpace(groups: readonly string[], separators: readonly string[]): boolean {
  const head = groups[0] ?? '';
  return head.length >= 1 && head.length <= 3 && separators.every((separator) => separator === ' ');
}

function match(pattern: RegExp, text: string, index: number): string | undefined {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0];
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
