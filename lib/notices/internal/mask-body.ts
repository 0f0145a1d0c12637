import { maskCardNumbers } from "#lib/kit/card-data.ts";
import { cardDataInBody } from "#lib/kit/card-data-in-body.ts";

const DEPTH_MAX = 32;

/**
 * The text that is kept of a body: as it came, or with card data hidden where it holds some (P14). A JSON body is looked
 * at value by value, because runs of digits across ids and times are no card number.
 */
export function maskBody(text: string): { text: string; masked: boolean } {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    const hidden = maskCardNumbers(text);
    return { text: hidden, masked: hidden !== text };
  }
  if (cardDataInBody(body).length === 0) return { text, masked: false };
  return { text: JSON.stringify(hide(body, "", 0)), masked: true };
}

/** Each value by itself; a verification value has no shape of its own, so its field is asked. */
function hide(value: unknown, name: string, depth: number): unknown {
  if (depth > DEPTH_MAX) return "[too deep]";
  if (Array.isArray(value)) return value.map((item) => hide(item, name, depth + 1));
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [maskCardNumbers(key), hide(item, key, depth + 1)]),
    );
  }
  if (cardDataInBody({ [name]: value }).length === 0) return value;
  const text = String(value);
  const hidden = maskCardNumbers(text);
  return hidden === text ? "[removed]" : hidden;
}
