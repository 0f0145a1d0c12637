import { expect, test } from "vitest";
import { csvLine } from "./csv.ts";

test("a text that a spreadsheet would run is fenced, a number is not", () => {
  expect(csvLine(["=1+1", "+cmd", "-2", "@x", "\t=1", " =1", -20.5, 0, null])).toBe(
    "'=1+1,'+cmd,'-2,'@x,'\t=1,' =1,-20.5,0,\r\n",
  );
});

test("commas, quotes and line ends stay inside their cell", () => {
  expect(csvLine(['a,b "c"', "two\nlines", "plain"])).toBe('"a,b ""c""","two\nlines",plain\r\n');
});

test("an amount keeps its decimals below zero too, and what is no number is fenced all the same", () => {
  const cells = ["-30.00", "0.000", "1234", "-1+cmd", "=1"].map((decimal) => ({ decimal }));
  expect(csvLine(cells)).toBe("-30.00,0.000,1234,'-1+cmd,'=1\r\n");
});
