import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { wire as wireAdmin } from '../../../functions/admin/wire.ts';
import { wire as wireApi } from '../../../functions/api/wire.ts';
import { endpointsOf } from '../../../shared/runtime/endpoint.ts';
import { adminSecret, testPlatform } from '../../support/test-platform.ts';

const platform = testPlatform();
const api = wireApi(platform);
const documentOf = async (path = '/api/openapi.json') => JSON.parse(await (await api.request(path)).text());

describe('the OpenAPI document', () => {
  it('names every endpoint, each operation once', async () => {
    const { openapi, paths } = await documentOf();
    expect(openapi).toBe('3.1.1');
    const named = Object.entries<Record<string, { operationId: string }>>(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => ({
        name: `${method.toUpperCase()} ${path}`,
        operationId,
      })),
    );
    const declared = endpointsOf(api).map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(named.map(({ name }) => name).sort()).toEqual(declared.sort());
    expect(new Set(named.map(({ operationId }) => operationId)).size).toBe(named.length);
  });

  it('says of a list what may be asked, in what form, and what comes back', async () => {
    const { get } = (await documentOf()).paths['/buyer/deals'];
    const parameter = (wanted: string) => get.parameters.find(({ name }: { name: string }) => name === wanted);
    expect(parameter('limit').schema).toMatchObject({ type: 'integer', minimum: 1, maximum: 100, default: 20 });
    expect(parameter('sort')).toMatchObject({
      required: false,
      schema: { enum: ['score', 'newest', 'discount', 'price'] },
    });
    expect(parameter('maxPrice').schema).toMatchObject({ type: 'string', pattern: expect.any(String) });
    const { schema } = get.responses['200'].content['application/json'];
    expect(schema.properties.items.items.properties).toMatchObject({
      id: { type: 'string' },
      discount: { type: 'number' },
    });
    expect(get.security).toEqual([]);
    expect((await documentOf()).paths['/listings'].get.deprecated).toBe(true);
  });

  it('says who may, and what is sent', async () => {
    const { paths } = await documentOf();
    const { post } = paths['/api/auth/register'];
    expect(post.requestBody.content['application/json'].schema).toMatchObject({
      required: ['email', 'password'],
      additionalProperties: false,
    });
    expect(paths['/api/me'].get).toMatchObject({
      security: [{ bearer: [] }],
      'x-least-role': 'user',
      'x-api-key-scope': 'account:read',
    });
    expect(paths['/buyer/deals/{id}'].get.parameters).toMatchObject([{ name: 'id', in: 'path', required: true }]);
  });

  it('refers only to what is in it', async () => {
    const text = JSON.stringify(await documentOf());
    const document = JSON.parse(text);
    for (const [, reference = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = reference.split('/').reduce((inner, name) => inner?.[name.replaceAll('~1', '/')], document);
      expect([reference, typeof found]).toEqual([reference, 'object']);
    }
  });

  it('of the operators is for operators', async () => {
    const admin = wireAdmin(platform);
    expect((await admin.request('/admin/openapi.json')).status).toBe(401);
    const answer = await admin.request('/admin/openapi.json', { headers: { authorization: `Bearer ${adminSecret}` } });
    expect(Object.keys(JSON.parse(await answer.text()).paths)).toContain('/api/admin/users/{id}/suspend');
  });

  it('is shown by a page that runs and loads nothing', async () => {
    for (let i = 0; i < 2; i++) {
      const answer = await api.request('/api/docs');
      const page = await answer.text();
      const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
      const hash = createHash('sha256').update(style).digest('base64');
      const policy = answer.headers.get('content-security-policy');
      expect(policy).toBe(
        `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      );
      expect(page).not.toMatch(/<script|<link|<img|\sstyle=|\son\w+=/);
      expect(page).toContain('<code>/buyer/deals/{id}</code>');
    }
  });

  it('keeps its own policy where it has not changed: a browser shows the kept page under the new one', async () => {
    const { headers } = await api.request('/api/docs');
    const again = await api.request('/api/docs', { headers: { 'if-none-match': String(headers.get('etag')) } });
    expect(again.status).toBe(304);
    expect(again.headers.get('content-security-policy')).toBe(headers.get('content-security-policy'));
  });
});
