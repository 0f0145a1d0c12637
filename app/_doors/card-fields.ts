import { cardDataInBody } from "#lib/kit/card-data-in-body.ts";

const WORDS = "This looks like card data. Leave it out.";

/** Fields of an action's input that hold a full card number or a CVV (P14), by the form's own names. Ids are ids. */
export function cardFields(input: unknown): Record<string, string> {
  const fields = cardDataInBody(input).map((path) =>
    path
      .replace(/\[(\d+)\]/g, ".$1")
      .replace(/(^|\.)([A-Z])/g, (_whole, dot: string, letter: string) => dot + letter.toLowerCase()),
  );
  return Object.fromEntries(fields.filter((name) => !/Id$/.test(name)).map((name) => [name, WORDS]));
}
