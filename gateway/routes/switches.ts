import type { Context, Handler } from "hono";
import type { SetModeRefusal } from "#lib/switching/errors.ts";
import { getMatrix } from "#lib/switching/queries.ts";
import { setMode } from "#lib/switching/set-mode.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { authenticated } from "../middleware/authenticate.ts";
import { id } from "../wire/fields.ts";
import { switchBody } from "../wire/management-bodies.ts";
import { matrixAnswer } from "../wire/matrix-answer.ts";
import { problem } from "../wire/problem-json.ts";
import { readManagementBody } from "../wire/read-management-body.ts";

/** PUT /api/v1/switches (contract.md): the same verb as the console's cell. */
export function putSwitchRoute({ limits }: GatewayDeps): Handler<GatewayEnv> {
  return authenticated(async (c) => {
    c.set("route", "switches");
    const body = await readManagementBody(c, switchBody, limits.bodyBytesMax);
    if (!body.ok) return body.response;
    const { environment } = c.get("key");
    const result = await setMode(c.get("scope"), { ...body.value, keyEnvironment: environment });
    if (!result.ok && result.reason === "NEEDS_APPROVAL") {
      return c.json({ changeRequestId: result.changeRequestId }, 202);
    }
    if (!result.ok) return refused(c, result);
    const { version, changed, before, after, effective } = result.value;
    return c.json({ version, changed, before, after, effective });
  });
}

/** GET /api/v1/switches?merchantId= (contract.md): explicit and effective modes, who decides them, since when. */
export const getSwitchesRoute: Handler<GatewayEnv> = authenticated(async (c) => {
  c.set("route", "switches");
  const asked = id().safeParse(c.req.query("merchantId")?.trim());
  if (!asked.success) {
    return problem(c, 400, "INVALID_REQUEST", "merchantId is required.", { fields: ["merchantId"] });
  }
  const { partner, merchant } = await getMatrix(c.get("scope"), asked.data);
  return c.json(matrixAnswer(partner, merchant));
});

function refused(
  c: Context<GatewayEnv>,
  refusal: Exclude<SetModeRefusal, { reason: "NEEDS_APPROVAL" }>,
): Response {
  const { reason: code, ...facts } = refusal;
  switch (refusal.reason) {
    case "VERSION_CONFLICT":
      return problem(c, 409, code, "Somebody changed these switches meanwhile.", facts);
    case "GATES_NOT_MET": {
      const missing = refusal.missing.map((gate) => gate.code);
      return problem(c, 422, code, "This mode has conditions that are not met.", {
        missing,
        gates: refusal.missing,
      });
    }
    case "KEY_ENVIRONMENT":
      return problem(c, 403, code, "A sandbox key does not touch what is in production.", facts);
    case "NOT_ALLOWED":
      return problem(c, 403, code, "The merchant's activation policy does not allow this.", facts);
    case "REASON_REQUIRED":
      return problem(c, 400, code, `Give a reason of at least ${refusal.min} characters.`, {
        fields: ["reason"],
      });
    case "OBSERVED":
      return problem(c, 422, code, "This merchant talks to FlexCharge itself.", { missing: [] });
    case "ARCHIVED":
      return problem(c, 422, code, "It is archived.", { missing: [] });
    case "CONFIRMATION_REQUIRED":
      return problem(c, 422, code, "Going to production has to be confirmed.", { missing: [] });
  }
}
