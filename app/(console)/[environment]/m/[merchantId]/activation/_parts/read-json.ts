/** One GET of our own; a refusal is thrown with its status, so that a query can show it. */
export async function readJson<Value>(url: string): Promise<Value> {
  const response = await fetch(url, { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`${response.status}`);
  return (await response.json()) as Value;
}
