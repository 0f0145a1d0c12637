/** The call as a shell repeats it; keys and bearer stay placeholders, because the log never held them. */
export function curlText(call: {
  gateway: string;
  method: string;
  path: string;
  query: string | null;
  /** JSON as it is kept. */
  request: string | null;
}): string {
  const { gateway, method, path, query, request } = call;
  const lines = [
    `TOKEN=$(curl -s ${quoted(`${gateway}/v1/oauth2/token`)} -H 'content-type: application/json' \\`,
    `  -d "{\\"AppKey\\":\\"$APP_KEY\\",\\"AppSecret\\":\\"$APP_SECRET\\"}" | jq -r .accessToken)`,
    "",
    `curl -X ${method} ${quoted(`${gateway}${path}${query ? `?${query}` : ""}`)} \\`,
    `  -H "authorization: Bearer $TOKEN"`,
  ];
  if (request === null) return lines.join("\n");
  return [`${lines.join("\n")} -H 'content-type: application/json' \\`, `  -d ${quoted(request)}`].join("\n");
}

/** For a shell of the Bourne family: nothing inside is read but the text itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
