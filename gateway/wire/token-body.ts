import { z } from "zod";
import { text } from "./fields.ts";

/** The body of POST /v1/oauth2/token (API sheet §1.4). */
export const tokenBody = z.looseObject({ AppKey: text(), AppSecret: text() });

/** The body of POST /v1/outcome (API sheet §2.4). */
export const outcomeBody = z.looseObject({ orderSessionKey: text(), mid: text().optional() });
