import { InvalidRequestError } from './documents.ts';

const partForm = /^[A-Za-z0-9\-_.:~]{1,200}$/;

/** Refuses a blob name that not every store keeps alike, or that leads out of its folder. */
export function checkBlobName(name: string): void {
  const parts = name.split('/');
  if (name.length > 500 || parts.some((part) => !partForm.test(part) || part === '.' || part === '..')) {
    throw new InvalidRequestError(
      `${JSON.stringify(name.slice(0, 100))} is no blob name (letters, digits, -_.:~ and /)`,
    );
  }
}
