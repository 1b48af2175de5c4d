/** A Problem Details answer; `type` is stable and meant for programs, `detail` for people, `more` for both. */
export function problem(
  status: number,
  type: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
  more: Readonly<Record<string, unknown>> = {},
): Response {
  const body = { type: `urn:pricehawk:problem:${type}`, title: type.replaceAll('-', ' '), status, detail, ...more };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', 'x-content-type-options': 'nosniff', ...headers },
  });
}
