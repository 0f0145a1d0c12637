/** What came back: status, parsed body (text when it is not JSON), headers. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the wire carries
export type Reply = { status: number; body: any; headers: Headers };

/** Speaks plain HTTP to one world, as a client of FlexCharge would. */
export async function send(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const answer = await fetch(url, {
    method,
    headers: { "content-type": "application/json", ...headers },
    body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  let parsed: unknown = text;
  try {
    parsed = JSON.parse(text);
  } catch {}
  return { status: answer.status, body: parsed, headers: answer.headers };
}
