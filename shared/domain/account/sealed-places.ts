/** Where what the audit and the beta list seal is at home, see FieldCipher. */
export const auditPlace = (entryId: string): string => `audit/${entryId}/from`;
export const betaPlace = (placeId: string): string => `beta-list/${placeId}/email`;
