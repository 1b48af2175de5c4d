const foreignDigits = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59\uff10-\uff19]/;
const zeros = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50, 0xff10];

/** A text with its digits (Arabic-Indic, Persian, Devanagari, Bengali, Thai, full-width) and their separators in ASCII. */
export function asciiDigits(text: string): string {
  if (!foreignDigits.test(text)) return text;
  return text
    .replace(new RegExp(foreignDigits, 'g'), (digit) => {
      const code = digit.charCodeAt(0);
      const zero = zeros.find((candidate) => code >= candidate && code < candidate + 10) ?? code;
      return String(code - zero);
    })
    .replace(/(\d)٫(?=\d)/g, '$1.')
    .replace(/(\d)٬(?=\d)/g, "$1'")
    .replace(/(\d)，(?=\d)/g, '$1,')
    .replace(/(\d)．(?=\d)/g, '$1.');
}
