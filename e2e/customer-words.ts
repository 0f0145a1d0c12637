import { asOwner } from "./own-database.ts";

const FIELDS = /^(email|phone|firstname|lastname|addressline1|holdername|customerip|birthdate)$/i;
const EMAIL = /[\w.+-]+@[\w-]+(\.[\w-]+)+/g;
/** Shorter ones stand in many a word. */
const TELLING_MIN = 6;

/** The customers of this database: every e-mail, and what one order says of its own. */
export async function readCustomers(orderId: string) {
  const { emails, order, payloads } = await asOwner(async (sql) => ({
    emails: await sql<{ email: string }[]>`
      SELECT DISTINCT lower(customer_email) AS email FROM orders WHERE customer_email IS NOT NULL`,
    order: await sql<{ name: string | null; email: string | null }[]>`
      SELECT customer_name AS name, customer_email AS email FROM orders WHERE id = ${orderId}`,
    payloads: await sql<{ request: string }[]>`
      SELECT request FROM attempts WHERE order_id = ${orderId} AND request IS NOT NULL`,
  }));
  const known = new Set(emails.map(({ email }) => email));
  const [customer] = order;
  const words = payloads.flatMap(({ request }) => wordsIn(JSON.parse(request)));
  const said = [customer?.name, customer?.email, ...words].flatMap((word) => word ?? []);
  const ofOrder = new Set(said.filter((word) => word.length >= TELLING_MIN));
  return {
    ofOrder,
    /** What a page tells of a customer; null: nothing. */
    told(body: string): string | null {
      const email = body.match(EMAIL)?.find((found) => known.has(found.toLowerCase()));
      return email ?? [...ofOrder].find((word) => body.includes(word)) ?? null;
    },
  };
}

function wordsIn(value: unknown, name = ""): string[] {
  if (typeof value === "string") return FIELDS.test(name) ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => wordsIn(item, key));
}
