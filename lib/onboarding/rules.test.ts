import { describe, expect, test } from "vitest";
import { APPLICATION_STATES, type ApplicationState } from "#lib/terms.ts";
import { documentKind } from "./internal/document-kind.ts";
import {
  askedFields,
  blockOf,
  mayCancel,
  mayMove,
  maySubmit,
  missingFields,
  openFields,
  SECTION_OF,
  stateOfWord,
} from "./rules.ts";
import { type InfoRequest, isRoutingNumber, readFields, TEXT_FIELDS } from "./schema.ts";

/** From → what may follow, in full: every other pair is illegal. */
const LEGAL: Record<ApplicationState, string> = {
  draft: "submitted cancelled",
  submitted: "draft in_review info_requested approved declined cancelled converted",
  in_review: "info_requested approved declined cancelled converted",
  info_requested: "submitted in_review approved declined cancelled converted",
  approved: "converted cancelled",
  declined: "cancelled",
  cancelled: "",
  converted: "",
};
const request: InfoRequest = {
  message: "Which bank?",
  fields: ["BankAccountInformation", "TaxId"],
  key: "1",
  at: "2026-11-01T00:00:00.000Z",
  answeredAt: null,
};

describe("an application moves", () => {
  for (const from of APPLICATION_STATES)
    for (const to of APPLICATION_STATES) {
      const isLegal = LEGAL[from].split(" ").includes(to);
      test(`from ${from} to ${to}: ${isLegal ? "yes" : "never"}`, () => {
        expect(mayMove(from, to)).toBe(isLegal);
      });
    }

  test("and is closed by a person only where FlexCharge closes it", () => {
    expect(APPLICATION_STATES.filter(mayCancel)).toEqual(["draft", "submitted", "approved", "declined"]);
  });

  test.each([
    ["IN_REVIEW", "in_review"],
    ["INREVIEW", "in_review"],
    ["Approved", "approved"],
    ["Canceled", "cancelled"],
    ["ESCALATED", null],
  ])("FlexCharge's word %s is %s", (word, state) => {
    expect(stateOfWord(word)).toBe(state);
  });
});

describe("what may be edited", () => {
  test("is all of a draft and nothing of what was submitted", () => {
    expect(openFields("draft", null)).toHaveLength(TEXT_FIELDS.length + 2);
    for (const state of APPLICATION_STATES.filter((one) => one !== "draft" && one !== "info_requested"))
      expect(openFields(state, request)).toEqual([]);
  });

  test("is only what FlexCharge asked for, once it asks", () => {
    expect(openFields("info_requested", request)).toEqual([
      "bankName",
      "accountType",
      "accountNumber",
      "routingNumber",
      "taxId",
    ]);
  });

  test("a wish in words of its own is answered with a document", () => {
    expect(askedFields(["Proof of ownership"])).toEqual(["documents"]);
    expect(askedFields([])).toEqual(["documents"]);
    expect(askedFields(["PrimaryContact.Email"])).toContain("email");
  });

  test("every field stands in one section", () => {
    expect(Object.keys(SECTION_OF).sort()).toEqual([...TEXT_FIELDS, "sites", "documents"].sort());
  });
});

describe("what is missing", () => {
  test("is everything that FlexCharge requires, and a website", () => {
    expect(missingFields({})).toHaveLength(17 - 1);
    expect(missingFields({ dba: "Kestrel" })).not.toContain("dba");
  });

  test("is not a number of the bank that is kept sealed", () => {
    const missing = missingFields({ sealed: ["accountNumber"] });
    expect(missing).not.toContain("accountNumber");
    expect(missing).toContain("routingNumber");
  });
});

describe("submitting", () => {
  const staff = new Set(["merchants.write", "applications.write"]);
  const merchant = new Set(["applications.write"]);
  test.each([
    [staff, true, "partner_only", true],
    [staff, true, "merchant_self", true],
    [merchant, false, "partner_only", false],
    [merchant, false, "merchant_requests", false],
    [merchant, false, "merchant_self", true],
    [new Set<string>(), false, "merchant_self", false],
  ] as const)("%o, staff %s, %s: %s", (permissions, isStaff, policy, may) => {
    expect(maySubmit(permissions, isStaff, policy)).toBe(may);
  });
});

describe("every state names who acts and what is next", () => {
  const facts = { missing: 0, cause: null, isThere: true, request: null, hasCredentials: false };
  test.each([
    [null, {}, "partner", "No application yet"],
    ["draft", { missing: 3 }, "merchant", "3 fields are missing"],
    ["draft", { missing: 1 }, "merchant", "1 field is missing"],
    ["draft", {}, "partner", "Complete, not submitted"],
    ["draft", { cause: "TaxId is wrong." }, "partner", "TaxId is wrong."],
    ["submitted", { isThere: false }, "flexcharge", "On its way to FlexCharge"],
    ["submitted", { isThere: false, cause: "No answer." }, "partner", "No answer."],
    ["submitted", {}, "flexcharge", "Waits for underwriting"],
    ["in_review", {}, "flexcharge", "In review"],
    ["info_requested", { request }, "merchant", "FlexCharge asks: Which bank?"],
    ["approved", {}, "partner", "Approved, not converted"],
    ["declined", { cause: "High risk." }, "partner", "High risk."],
    ["cancelled", {}, "partner", "Cancelled"],
    ["converted", {}, "partner", "Converted, without credentials"],
    ["converted", { hasCredentials: true }, null, "Converted"],
  ] as const)("%s with %o waits on %s: %s", (state, more, owner, cause) => {
    const block = blockOf({ ...facts, ...more, state });
    expect(block).toMatchObject({ owner, cause });
    expect(block.next).not.toBe("");
  });
});

describe("what is typed", () => {
  test("is kept field by field, and what cannot stand says why", () => {
    const read = readFields({ legalName: " Kestrel LLC ", email: "hana", zip: "", nonsense: 1, sealed: [] });
    expect(read.values).toEqual({ legalName: "Kestrel LLC", zip: "" });
    expect(read.problems).toEqual({
      email: "An e-mail address, for example hana@shop.example",
      nonsense: "There is no such field",
      sealed: "There is no such field",
    });
  });

  test("a website that is none names its line", () => {
    const { problems } = readFields({
      sites: [
        { name: "Shop", url: "shop.example" },
        { name: "", url: "x" },
      ],
    });
    expect(Object.keys(problems)).toEqual(["sites.1.name", "sites.1.url"]);
  });

  test.each([
    ["110000000", true],
    ["021000021", true],
    ["021000022", false],
    ["12345", false],
  ])("the bank's number %s has its check digit: %s", (digits, isRight) => {
    expect(isRoutingNumber(digits)).toBe(isRight);
  });
});

describe("a document is what its name says", () => {
  const text = (words: string) => new TextEncoder().encode(words);
  test.each([
    ["licence.pdf", text("%PDF-1.7"), "application/pdf"],
    ["licence.pdf", text("<html>"), null],
    ["photo.jpg", new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), "image/jpeg"],
    ["photo.png", new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), null],
    ["sales.csv", text("a;b\n1;2"), "text/csv"],
    ["sales.csv", new Uint8Array([1, 0, 2]), null],
    ["old.xls", new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), "application/vnd.ms-excel"],
    ["run.exe", text("MZ"), null],
    ["page.html", text("%PDF-1.7"), null],
  ])("%s", (name, content, mediaType) => {
    expect(documentKind(name, content)).toBe(mediaType);
  });
});
