import { describe, expect, test } from "vitest";
import { readApplication } from "./read-application.ts";

const id = "7D0C1B7E-52D4-4F0B-9A55-0E6F4F0D9B11";
const read = (Event: string, EventData: unknown) => readApplication(JSON.stringify({ Event, EventData }));

describe("what a notice says of an application", () => {
  test("its id in lower case, its status in capitals, whatever case the names have", () => {
    const request = { message: "A clearer ID, please.", fields: ["Documents"], requestedOn: "2026-11-20" };
    expect(
      read("application.info_requested", { ApplicationId: id, Status: "In_Review", InfoRequest: request }),
    ).toEqual({ upstreamId: id.toLowerCase(), status: "INREVIEW", mid: null, infoRequest: request });
  });

  test.each([
    ["application.approved", "APPROVED"],
    ["Application.Declined", "DECLINED"],
    ["application.converted", "CONVERTED"],
  ])("without a status %s itself says it", (event, status) => {
    expect(read(event, { applicationId: id, merchantId: "MID-00000001" })).toMatchObject({
      status,
      mid: "mid-00000001",
    });
  });

  test.each([
    ["no data", "application.approved", null],
    ["no id", "application.approved", { status: "APPROVED" }],
    ["an id that is none", "application.approved", { applicationId: "a b", status: "APPROVED" }],
    ["no status and no word for one", "application.info_requested", { applicationId: id }],
    ["a status that is no text", "application.touched", { applicationId: id, status: 7 }],
  ])("nothing from %s", (_what, event, data) => {
    expect(read(event, data)).toBeNull();
  });

  test.each(["", "[]", "null", "{"])("nothing from %j", (text) => {
    expect(readApplication(text)).toBeNull();
  });
});
