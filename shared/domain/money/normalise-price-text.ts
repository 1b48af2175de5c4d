/** Longest text that is read; what is longer is no price text, and its end is ignored. */
const maxLength = 1000;

const digitZeros = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50, 0x0ed0, 0x1040, 0x17e0, 0xff10];
const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * The text with one way to write each thing: ASCII digits (from Arabic-Indic, Persian, Devanagari, full-width, …), plain
 * spaces and apostrophes, `,` or `.` for full-width ones, no marks of writing direction. The Arabic decimal separator
 * `٫` stays, as it can only be that. Superscript digits become decimals (`12⁹⁹`) or, as a footnote mark, nothing.
 */
export function normalisePriceText(text: string): string {
  const bounded = text.length > maxLength ? text.slice(0, maxLength) : text;
  // Almost all texts have none of this beyond a no-break space.
  if (!/[^\u0020-\u007e£€]| {2}|`/.test(bounded)) return bounded;
  return bounded
    .replace(/[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .replace(
      /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59\u0ed0-\u0ed9\u1040-\u1049\u17e0-\u17e9\uff10-\uff19]/g,
      asciiDigit,
    )
    .replace(/[’‘ʼ′´`ʹ＇٬]/g, "'")
    .replace(/[，،]/g, ',')
    .replace(/．/g, '.')
    .replace(/[‐‑−﹣－]/g, '-')
    .replace(/[〜～∼]/g, '~')
    .replace(/[％٪]/g, '%')
    .replace(/\d[⁰¹²³⁴⁵⁶⁷⁸⁹]{2}(?![⁰¹²³⁴⁵⁶⁷⁸⁹])/g, superscriptDecimals)
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, '');
}

function asciiDigit(digit: string): string {
  const code = digit.charCodeAt(0);
  const zero = digitZeros.find((candidate) => code >= candidate && code < candidate + 10) ?? code;
  return String(code - zero);
}

function superscriptDecimals(written: string): string {
  return `${written.charAt(0)}.${superscripts.indexOf(written.charAt(1))}${superscripts.indexOf(written.charAt(2))}`;
}
