/** A GTIN-8, -12, -13 or -14 without blanks where its check digit is right (GS1 General Specifications, 7.9); else undefined. */
export function validGtin(text: string | undefined): string | undefined {
  const digits = (text ?? '').replace(/[\s-]/g, '').replace(/^(gtin|ean|upc|isbn):?/i, '');
  if (!/^(\d{8}|\d{12,14})$/.test(digits) || /^0+$/.test(digits)) return undefined;
  const body = digits.slice(0, -1);
  let sum = 0;
  for (let index = 0; index < body.length; index += 1)
    sum += Number(body[body.length - 1 - index]) * (index % 2 === 0 ? 3 : 1);
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1)) ? digits : undefined;
}
