import { expect, test } from "vitest";
import { CHANNELS, INTEGRATIONS } from "#lib/terms.ts";
import { currencyChoices, transmitDefault, zoneChoices } from "./rules.ts";

test("copies of every payment go out by default, of approved ones only for Standard CIT as its guide says", () => {
  const approvedOnly = INTEGRATIONS.flatMap((integration) =>
    CHANNELS.flatMap((channel) =>
      transmitDefault(integration, channel) === "approved_only" ? [`${integration} ${channel}`] : [],
    ),
  );
  expect(approvedOnly).toEqual(["standard_cit cit_website", "standard_cit cit_call_center"]);
});

test("a form offers UTC first, and only currencies whose decimals are known", () => {
  expect(zoneChoices().filter((zone) => zone === "UTC")).toEqual(["UTC"]);
  expect(zoneChoices()[0]).toBe("UTC");
  expect(currencyChoices()).toEqual(expect.arrayContaining(["EUR", "JPY", "KWD", "USD"]));
  expect(currencyChoices()).not.toContain("XXX");
});
