import type { TargetRefusal } from "#lib/kit/guarded-http.ts";
import type { EndpointRefusal, ReplayRefusal, ResendRefusal, RotationRefusal } from "#lib/webhooks/errors.ts";

type WebhookRefusal = EndpointRefusal | RotationRefusal | ResendRefusal | ReplayRefusal;

const TARGETS: Record<TargetRefusal, string> = {
  NOT_A_URL: "This is not a web address.",
  NOT_HTTPS: "The address must begin with https://.",
  CREDENTIALS_IN_URL: "Leave user name and password out of the address; the signature proves who calls.",
  PORT_NOT_ALLOWED: "This port may not be called; 443 and 8443 may.",
  HOST_NOT_PUBLIC: "This host is not in the open internet.",
};

/** The webhook verbs' refusals in words; those of the address stand beside its field. */
export function refusalWords(refusal: WebhookRefusal): { trouble?: string; fields?: Record<string, string> } {
  switch (refusal.reason) {
    case "URL_REFUSED":
      return { fields: { url: TARGETS[refusal.cause] } };
    case "URL_TAKEN":
      return { fields: { url: "There is an endpoint with this address already." } };
    case "TOO_MANY_ENDPOINTS":
      return { trouble: `A merchant has at most ${refusal.most} endpoints. Delete one first.` };
    case "ARCHIVED":
      return { trouble: "This merchant is archived." };
    case "ROTATION_RUNNING":
      return {
        trouble:
          "Two secrets are good already. Wait until the older one ends, or rotate without an overlap if one leaked.",
      };
    case "REPLAY_RUNNING":
      return { trouble: "A replay to this endpoint is running. Wait for its end, or cancel it." };
    case "NOTHING_TO_REPLAY":
      return { trouble: "Nothing in this range is left to send." };
    case "ENDPOINT_DELETED":
      return { trouble: "The endpoint was deleted." };
    case "ENDPOINT_NOT_ACTIVE":
      return { trouble: "The endpoint takes nothing just now. Resume it first." };
  }
}
