import type { SnippetVariant } from "#components/ui/snippet.tsx";
import type { StepId } from "#lib/checklist/schema.ts";

/** Sandbox ids only; secrets stand as $VARIABLES. */
export type SnippetIds = { gateway: string; siteUrl: string; mid: string; siteId: string };

const CARD = { Token: true, cardNumber: "$CARD_TOKEN", cardBinNumber: "400000", cardLast4Digits: "3184" };
const PAID = {
  id: "PAY-1001",
  amount: 4599,
  currency: "USD",
  responseCode: "100",
  responseCodeSource: "nmi",
};
const DECLINED = { ...PAID, responseCode: "203" };

/** What to send for a step, as code to copy; none for what is done in the console. */
export function snippetFor(step: StepId, ids: SnippetIds): SnippetVariant[] {
  const { siteUrl } = ids;
  const order = { orderId: "TEST-1001", siteUrl };
  switch (step) {
    case "sense_js":
      return [{ id: "html", label: "HTML", code: senseCode(ids) }];
    case "card_vaulted":
    case "evaluate":
    case "site_named":
      return call(ids, "/v1/evaluate", {
        ...order,
        isDeclined: true,
        senseKey: "$SENSE_KEY",
        transaction: DECLINED,
        paymentMethod: CARD,
      });
    case "transmit_approved":
    case "transmit_every":
      return call(ids, "/v1/transmit", { ...order, isDeclined: false, transaction: PAID });
    case "call_center":
      return call(ids, "/v1/evaluate", {
        ...order,
        isDeclined: true,
        orderSource: "call_center",
        transaction: DECLINED,
        paymentMethod: CARD,
      });
    case "mit_fields":
    case "mit_outcome":
      return call(ids, "/v1/evaluate", {
        ...order,
        isDeclined: true,
        isMIT: true,
        isRecurring: true,
        expiryDateUtc: "$IN_21_DAYS",
        subscription: { subscriptionId: "SUB-1", interval: "monthly", price: "4599", currency: "USD" },
        transaction: DECLINED,
        paymentMethod: CARD,
      });
    case "refund":
      return call(ids, "/v1/orders/$ORDER_SESSION_KEY/refund", { amountToRefund: 10 });
    default:
      return [];
  }
}

function call({ gateway }: SnippetIds, path: string, body: object): SnippetVariant[] {
  const json = JSON.stringify(body);
  const curl = [
    `curl -X POST ${gateway}${path} \\`,
    `  -H "Authorization: Bearer $TOKEN" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${json}'`,
  ].join("\n");
  const node = [
    `await fetch("${gateway}${path}", {`,
    `  method: "POST",`,
    '  headers: { authorization: "Bearer " + process.env.TOKEN, "content-type": "application/json" },',
    `  body: JSON.stringify(${json}),`,
    "});",
  ].join("\n");
  return [
    { id: "curl", label: "curl", code: curl },
    { id: "node", label: "Node", code: node },
  ];
}

function senseCode({ mid, siteId }: SnippetIds): string {
  return [
    "<script>",
    '  window["JS-Widget"] = "fc";',
    "  window.fc = window.fc || function () { (window.fc.q = window.fc.q || []).push(arguments); };",
    `  fc("init", "${mid}", "${siteId}");`,
    "</script>",
    '<script async id="fc" src="https://sensejs.flexfactor.io/widget.js"></script>',
  ].join("\n");
}
