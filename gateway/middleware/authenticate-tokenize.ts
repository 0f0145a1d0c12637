import type { MiddlewareHandler } from "hono";
import { sameSecret } from "#lib/kit/crypto.ts";
import { ENVIRONMENTS } from "#lib/terms.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { UNAUTHORIZED } from "../wire/answers.ts";
import { authenticate } from "./authenticate.ts";

/**
 * A checkout page's own call to /tokenize has no bearer: its MID and tokenization key in the query stand for one, as
 * at FlexCharge (API sheet §2.1). With a bearer it is a call like any.
 */
export function authenticateTokenize(deps: GatewayDeps): MiddlewareHandler<GatewayEnv> {
  const byBearer = authenticate(deps);
  return async (c, next) => {
    const mid = c.req.query("mid")?.trim();
    const tokenizationKey = c.req.query("environment")?.trim();
    if (c.req.header("authorization") || !mid || !tokenizationKey) return byBearer(c, next);
    for (const environment of ENVIRONMENTS) {
      const merchant = deps.snapshot.merchantByMid(mid, environment);
      const session = merchant && (await deps.openSession(merchant, environment));
      if (!merchant || !session?.tokenizationKey || !sameSecret(session.tokenizationKey, tokenizationKey))
        continue;
      const id = `tokenize-${merchant.id}-${environment}`;
      c.set("key", {
        id,
        merchantId: merchant.id,
        environment,
        name: "Checkout page",
        appKey: "",
        secretHash: "",
      });
      return next();
    }
    return c.json(UNAUTHORIZED, 401);
  };
}
