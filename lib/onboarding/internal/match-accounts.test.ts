import { describe, expect, test } from "vitest";
import type { MerchantAnswer } from "#lib/flexcharge/schema.ts";
import { matchAccounts, matchSites, type OwnMerchant } from "./match-accounts.ts";

const account = (mid: string, rest: Partial<MerchantAnswer> = {}) => ({ mid, ...rest }) as MerchantAnswer;
const own = (id: string, rest: Partial<OwnMerchant> = {}): OwnMerchant => ({
  id,
  name: id,
  observed: false,
  hosts: [],
  mids: [],
  ...rest,
});
const match = (accounts: MerchantAnswer[], merchants: OwnMerchant[]) =>
  matchAccounts(accounts, merchants).map(({ merchant, reason }) => `${merchant?.id ?? "-"} ${reason}`);

describe("which of our merchants an account is", () => {
  test("by MID, whatever it is called", () => {
    expect(match([account("mid-1", { dba: "Other" })], [own("a", { mids: ["mid-1"] })])).toEqual(["a MID"]);
  });

  test("by website before name, with or without www and path", () => {
    const merchants = [own("a", { name: "Kestrel" }), own("b", { name: "Finch", hosts: ["shop.example"] })];
    const theirs = account("mid-1", { dba: "Kestrel", website: "https://www.shop.example/start" });
    expect(match([theirs], merchants)).toEqual(["b WEBSITE"]);
    const bySite = account("mid-2", { sites: [{ id: "s", url: "https://shop.example" }] });
    expect(match([bySite], merchants)).toEqual(["b WEBSITE"]);
  });

  test.each([
    ["Kestrel Coffee, Inc.", "kestrel coffee"],
    ["KESTREL-COFFEE LLC", "Kestrel Coffee"],
    ["Café Möwe", "café möwe GmbH"],
  ])("%s is %s", (theirs, ours) => {
    expect(match([account("mid-1", { companyName: theirs })], [own("a", { name: ours })])).toEqual([
      "a NAME",
    ]);
  });

  test("a company form alone is no name", () => {
    expect(match([account("mid-1", { dba: "LLC" })], [own("a", { name: "Inc." })])).toEqual(["- NONE"]);
  });

  test("one that has a MID is not taken for another by its name", () => {
    const merchants = [own("a", { name: "Kestrel", mids: ["mid-1"] })];
    const accounts = [account("mid-1"), account("mid-2", { dba: "Kestrel" })];
    expect(match(accounts, merchants)).toEqual(["a MID", "- NONE"]);
  });

  test("two of ours, or two accounts for one of ours, are for a person to decide", () => {
    const twins = [own("a", { name: "Kestrel" }), own("b", { name: "Kestrel Ltd" })];
    expect(match([account("mid-1", { dba: "Kestrel" })], twins)).toEqual(["- SEVERAL"]);
    const accounts = [account("mid-1", { dba: "Kestrel" }), account("mid-2", { dba: "Kestrel LLC" })];
    expect(match(accounts, [own("a", { name: "Kestrel" })])).toEqual(["- SEVERAL", "- SEVERAL"]);
    const shared = [own("a", { mids: ["mid-1"] }), own("b", { mids: ["mid-1"] })];
    expect(match([account("mid-1")], shared)).toEqual(["- SEVERAL"]);
  });
});

test("sites are matched by host, each of ours once", () => {
  const theirs = account("mid-1", {
    sites: [
      { id: "s1", url: "https://www.shop.example/x" },
      { id: "s2", url: "https://shop.example" },
      { id: "s3", url: null },
      { id: "s4", url: "https://elsewhere.example" },
    ],
  });
  expect(matchSites(theirs, [{ id: "site_1", hosts: ["shop.example"] }])).toEqual({ site_1: "s1" });
});
