import { expect, test } from "vitest";
import { signatureHeaders } from "./signature.ts";

test("a webhook is signed as the API sheet's test vector says", () => {
  const headers = signatureHeaders({
    key: "czNFLW62GiWQEgPew43vpi7aznfAPrgMiek6NcgDJnOWYOzEUp2yeeJSlpi90ihMuZtnlWcFvhU8C7Acy2erIQ==",
    host: "hooks.shop.example",
    nonce: "0f9a3c5d7e1b42868a6c4d2e0b1f3a57",
    date: "Thu, 15 Jan 2026 10:20:30 GMT",
    body: '{"Event":"order.completed","TimeStamp":"2026-01-15T10:20:30.1234567Z","EventData":null,"ExternalOrderId":"shop-1001","OrderId":"7d0c1b7e-52d4-4f0b-9a55-0e6f4f0d9b11","ConfirmationId":"4B7F90AC","IsTestMode":true,"IsResent":false}',
  });
  expect(headers).toEqual({
    "x-fc-nonce": "0f9a3c5d7e1b42868a6c4d2e0b1f3a57",
    "x-fc-date": "Thu, 15 Jan 2026 10:20:30 GMT",
    "x-fc-content-sha512":
      "t5YsW5j70e0tZqqlc/58e8PCMAtYU1gIdgHDZeo8S0FowEH8XdfYzfhaCXnASmScEdoTdCjK/3PyaVn8MhZHKg==",
    "x-fc-authorization":
      "HMAC-SHA512 SignedHeaders=x-fc-nonce;x-fc-date;host;x-fc-content-sha512&Signature=5o3QvR7NiYWCKjZpZMKz6UI+5oiJcR6mLLpChnE367uP9nLxKBseGUMb/pnxYQDmckG5q+vxhHhQ/VOxa+tneA==",
    // The API sheet prints one character of this value otherwise ("nszP"). HMAC-SHA512 of the sheet's own key
    // and 229-byte body, computed with two independent libraries, ends as here; the other two values match it.
    "x-fc-signature":
      "RD8L3tv2FCZV0VoHlvo+YMub9yjc3r00AVMiS3bWoPdJWZzlQlhLYRCVlJ+3aVxkEullnKW1TgM64nswPW9M1w==",
  });
});
