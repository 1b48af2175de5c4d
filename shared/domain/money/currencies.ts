/** Number of decimals of each currency's smallest unit, by ISO 4217 (list one, and the codes withdrawn since 2000). */
const codesByDecimals = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC ' +
    'CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD ' +
    'KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO ' +
    'NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL ' +
    'THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG ' +
    'ANG BYR CUC CYP EEK GHC HRK LTL LVL MRO MTL MZM ROL SIT SKK SLL STD TRL VEF ZMK ZWL',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
} as const;

const decimalsByCode: ReadonlyMap<string, number> = new Map(
  Object.entries(codesByDecimals).flatMap(([decimals, codes]) =>
    codes.split(' ').map((code): [string, number] => [code, Number(decimals)]),
  ),
);

export const currencyCodes: readonly string[] = [...decimalsByCode.keys()];

/** Whether `code` is a currency of ISO 4217, in capitals. */
export function isCurrencyCode(code: string): boolean {
  return decimalsByCode.has(code);
}

/** Decimals of the smallest unit: 2 for EUR, 0 for JPY, 3 for KWD. Throws a RangeError where the code is no currency. */
export function currencyDecimals(code: string): number {
  const decimals = decimalsByCode.get(code);
  if (decimals === undefined) throw new RangeError(`not a currency of ISO 4217: ${code}`);
  return decimals;
}
