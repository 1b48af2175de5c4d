/** A Problem Details answer; `type` is stable and meant for programs, `detail` for people. */
export function problem(
  status: number,
  type: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = { type: `urn:pricehawk:problem:${type}`, title: type.replaceAll('-', ' '), status, detail };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', 'x-content-type-options': 'nosniff', ...headers },
  });
}
