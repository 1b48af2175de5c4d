import { reasonTexts } from './reasons.ts';

/** Reason codes with their words; a code of another release stands for itself. */
export function describeReasons(codes: readonly string[]): { readonly code: string; readonly text: string }[] {
  const texts: Readonly<Record<string, string>> = reasonTexts;
  return codes.map((code) => ({ code, text: texts[code] ?? code }));
}
