import { expect, test } from "vitest";
import { maskCustomer } from "./mask-customer.ts";

test("masking keeps first letters of name and e-mail, so that two customers can be told apart", () => {
  expect(
    maskCustomer({ customerId: "cust-42", customerEmail: "ada@example.com", customerName: "Ada Sample" }),
  ).toEqual({ customerId: "•••", customerEmail: "a•••@example.com", customerName: "A••• S•••" });
});
