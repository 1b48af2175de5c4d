import { circuitSchema } from '../domain/circuit/circuit.ts';
import { defineCollection } from './collection.ts';

/** The circuit breakers all instances share; id = service: `gemini`, `resend`, `retailer:<id>` … (PH-5). */
export const breakers = defineCollection({
  name: 'breakers',
  database: 'catalogue',
  schema: circuitSchema,
  queries: { all: {} },
});
