import type * as z from 'zod';

/** One topic: facts are named in the past tense, commands end in -requested. Readers ignore fields they do not know. */
export interface Topic<T = unknown> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
}

export function defineTopic<S extends z.ZodType>(name: string, schema: S): Topic<z.output<S>> {
  // z.output<S> is by definition what S gives; ZodType<output> only hides the input type.
  return { name, schema: schema as unknown as z.ZodType<z.output<S>> };
}
