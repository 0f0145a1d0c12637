import type { OrderTransmit } from "#lib/transmits/queries/list-order-transmits.ts";
import type { EventWords } from "./event-words.tsx";

/** "Copy transmitted": it activates nothing, so it is told quietly, unless it has not arrived. */
export function copyWords({ state, heldReason, lastError }: OrderTransmit): EventWords {
  switch (state) {
    case "delivered":
      return { shape: "dot", title: "Copy transmitted", aside: "activates nothing" };
    case "queued":
      return { shape: "dot", title: "Copy received", aside: "on its way to FlexCharge" };
    case "held": {
      const isOff = heldReason === "CHANNEL_OFF";
      const why = isOff ? "Transmit is off for this channel." : "Only copies of approved payments are sent.";
      return { shape: "circle-slash", tone: "off", title: "Copy kept, not sent", detail: why };
    }
    case "waiting_for_credentials":
      return { shape: "circle-dashed", tone: "open", title: "Copy waits for credentials" };
    case "retrying":
      return {
        shape: "circle-dashed",
        tone: "open",
        title: "Copy is tried again",
        aside: lastError ?? undefined,
      };
    case "dead":
      return {
        shape: "triangle",
        tone: "attn",
        title: "Copy could not be delivered",
        detail: `${lastError ?? "FlexCharge refused it"}. It can be sent again under Developers.`,
      };
  }
}
