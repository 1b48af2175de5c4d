import { createHash } from 'node:crypto';
import { Html, html } from '../../domain/alert/html.ts';
import type { Json, JsonObject } from '../../ports/documents.ts';

const style = `
:root { color-scheme: light dark; --line: light-dark(#dae1df, #323a38); --soft: light-dark(#56615d, #a3ada8); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; background: light-dark(#fff, #131716); color: light-dark(#1c2220, #e9ece9); overflow-wrap: break-word; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
a { color: light-dark(#0f5e53, #7fd1c1); }
details { border-top: 1px solid var(--line); }
summary { padding: .75rem 0; cursor: pointer; overflow-wrap: anywhere; }
code { font-family: ui-monospace, monospace; }
summary b { display: inline-block; min-width: 4.5rem; }
summary span, dt { color: var(--soft); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0 0 1rem; }
dd { margin: 0; overflow-wrap: anywhere; }
pre { overflow: auto; max-height: 30rem; padding: .75rem; border: 1px solid var(--line); border-radius: .5rem; font-size: .875rem; }
del code { color: var(--soft); }
`;

/** What the page may do: be styled by its own rules. */
export const openApiPagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** An OpenAPI document to read and search in a browser, without scripts. `source`: where the document itself is. */
export function openApiPage(document: JsonObject, source: string): string {
  const operations = Object.entries(object(document.paths)).flatMap(([path, methods]) =>
    Object.entries(object(methods)).map(([method, operation]) => ({ path, method, operation: object(operation) })),
  );
  const byTag = Map.groupBy(operations, ({ operation }) => text(array(operation.tags)[0]));
  const { title, version } = object(document.info);
  const sections = [...byTag].map(
    ([tag, each]) =>
      html`<h2 id="${tag}">${tag}</h2>${each.map((one) => section(one.method, one.path, one.operation))}`,
  );
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${text(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${new Html(style)}</style></head><body><main>
<h1>${text(title)} <small>${text(version)}</small></h1>
<p>Errors are <a href="https://www.rfc-editor.org/rfc/rfc9457">Problem Details</a> with a stable <code>type</code>. Sign in for an access token, or make an API key, and send either as <code>Authorization: Bearer …</code>. The whole as <a href="${source}">OpenAPI</a>.</p>
<nav>${[...byTag.keys()].map((tag) => html`<a href="#${tag}">${tag}</a>`)}</nav>
${sections}</main></body></html>`.text;
}

function section(method: string, path: string, operation: JsonObject): Html {
  const name = html`<code>${path}</code>`;
  const { schema: body, example } = object(object(object(operation.requestBody).content)['application/json']);
  const responses = Object.entries(object(operation.responses)).filter(([status]) => status !== 'default');
  return html`<details><summary><b>${method.toUpperCase()}</b> ${operation.deprecated === true ? html`<del>${name}</del>` : name} <span>${text(operation.summary)}</span></summary>
<dl><dt>who</dt><dd>${who(operation)}</dd><dt>how often</dt><dd>${text(operation['x-rate-limit'])}</dd>
${array(operation.parameters).map((parameter) => parameterRow(object(parameter)))}</dl>
${example === undefined ? '' : html`<h3>sent, for example</h3>${shown(example)}`}
${body === undefined ? '' : html`<h3>sent</h3>${shown(body)}`}
${responses.map(([status, response]) => responsePart(status, object(response)))}</details>`;
}

function who(operation: JsonObject): string {
  const scope = operation['x-api-key-scope'];
  return `${text(operation['x-least-role'])}${scope === undefined ? '' : `, or an API key with ${text(scope)}`}`;
}

function parameterRow({ name, in: place, required, schema }: JsonObject): Html {
  return html`<dt><code>${text(name)}</code></dt><dd>${text(place)}${required === true ? ', required' : ''}: <code>${JSON.stringify(schema)}</code></dd>`;
}

function responsePart(status: string, response: JsonObject): Html {
  const [[type, content] = ['nothing', {}]] = Object.entries(object(response.content));
  const { schema } = object(content);
  return html`<h3>${status}: ${text(response.description)} (${type})</h3>${schema === undefined ? '' : shown(schema)}`;
}

const shown = (schema: Json) => html`<pre><code>${JSON.stringify(schema, null, 2)}</code></pre>`;
const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const array = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
const object = (value: Json | undefined): JsonObject =>
  // What is an object and no array is one with names, which Array.isArray does not tell the compiler of a readonly one.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
