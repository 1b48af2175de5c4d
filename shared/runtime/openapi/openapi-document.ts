import * as z from 'zod';
import { authorisation } from '../../domain/account/authorisation.ts';
import type { Scope } from '../../domain/account/principal.ts';
import { limits } from '../../domain/limits/limits.ts';
import type { Json, JsonObject } from '../../ports/documents.ts';
import type { Endpoint } from '../endpoint.ts';

export interface DocumentedApi {
  readonly title: string;
  readonly version: string;
  readonly publicUrl: string;
  readonly endpoints: readonly Endpoint[];
}

/** OpenAPI 3.1 of endpoints, from the declarations that serve them (https://spec.openapis.org/oas/v3.1.1). */
export function openApiDocument({ title, version, publicUrl, endpoints }: DocumentedApi): JsonObject {
  const paths = new Map<string, Record<string, Json>>();
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    const operations = paths.get(path) ?? {};
    operations[endpoint.method.toLowerCase()] = operation(endpoint);
    paths.set(path, operations);
  }
  return {
    openapi: '3.1.1',
    info: { title, version },
    servers: [{ url: publicUrl }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An access token, an API key, or the admin secret.' },
      },
      responses: {
        Problem: {
          description: 'Problem Details (RFC 9457); `type` is stable and meant for programs.',
          content: { 'application/problem+json': { schema: problemSchema } },
        },
      },
    },
  };
}

const problemSchema: JsonObject = {
  type: 'object',
  properties: {
    type: { type: 'string', pattern: '^urn:pricehawk:problem:' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      description: 'Of `invalid-input`: every field that is wrong, and what is allowed there.',
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, detail: { type: 'string' } },
        required: ['field', 'detail'],
      },
    },
  },
  required: ['type', 'title', 'status', 'detail'],
};

function operation(endpoint: Endpoint): JsonObject {
  // What a schema takes as JSON is JSON, which its type does not say.
  const { method, path, summary, body, takesForms, deprecated, action } = endpoint;
  const { least, scope }: { least: string; scope?: Scope } = authorisation[action];
  const example = endpoint.example === undefined ? {} : { example: endpoint.example as Json };
  const bodySchema = body && { schema: jsonSchema(body, 'input'), ...example };
  return {
    operationId: `${method.toLowerCase()}${path.replace(/[^a-z0-9]+(\w?)/gi, (_, next: string) => next.toUpperCase())}`,
    summary,
    tags: [tagOf(path)],
    ...(deprecated ? { deprecated: true } : {}),
    parameters: [...parameters('path', endpoint.params), ...parameters('query', endpoint.query)],
    ...(bodySchema
      ? {
          requestBody: {
            required: true,
            content: {
              'application/json': bodySchema,
              ...(takesForms ? { 'application/x-www-form-urlencoded': bodySchema } : {}),
            },
          },
        }
      : {}),
    responses: {
      [String(endpoint.status ?? 200)]: success(endpoint),
      default: { $ref: '#/components/responses/Problem' },
    },
    security: least === 'anyone' ? [] : [{ bearer: [] }],
    'x-least-role': least,
    ...(scope ? { 'x-api-key-scope': scope } : {}),
    'x-rate-limit': limitText(endpoint),
  };
}

/** What a path is about: its first part that says something. */
const tagOf = (path: string): string => path.split('/').find((part) => part !== '' && part !== 'api') ?? 'api';

function limitText({ limit, method }: Endpoint): string {
  const { capacity, windowMs } = limits[limit ?? (method === 'GET' ? 'read' : 'write')];
  return `${capacity} in ${windowMs / 60_000} min`;
}

function success({ answer, contentType, status }: Endpoint): JsonObject {
  const description = status === 201 ? 'made' : status === 202 ? 'accepted' : status === 204 ? 'done' : 'as asked';
  const type = answer ? 'application/json' : contentType;
  if (!type) return { description };
  return { description, content: { [type]: { schema: answer ? jsonSchema(answer, 'output') : { type: 'string' } } } };
}

function parameters(place: 'path' | 'query', schema: z.ZodType | undefined): JsonObject[] {
  if (!schema) return [];
  const given = jsonSchema(schema, 'input');
  const parsed = jsonSchema(schema, 'output');
  const required = isObject(given) && Array.isArray(given.required) ? given.required : [];
  const after = properties(parsed);
  return Object.entries(properties(given)).map(([name, before]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    // Text is turned into a number on the way in, and into whatever a transformation gives: what says more is shown.
    schema: isObject(before) && Object.keys(before).some((key) => key !== 'default') ? before : (after[name] ?? {}),
  }));
}

const properties = (schema: Json): JsonObject =>
  isObject(schema) && schema.properties !== undefined && isObject(schema.properties) ? schema.properties : {};

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON Schema 2020-12, which is OpenAPI 3.1's own. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' });
  // What zod gives is plain JSON, which its type does not say.
  return JSON.parse(JSON.stringify(rest)) as Json;
}
