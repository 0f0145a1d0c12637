import type { Context } from "hono";
import { html, raw } from "hono/html";
import { findMerchant, listSites } from "../merchants.ts";
import type { World } from "../world.ts";

/**
 * GET /checkout?mid=&siteId=: a hosted test checkout. It loads SenseJS, tokenizes the card from the
 * page and shows what the merchant's backend would then send to /evaluate.
 */
export async function checkoutPage(c: Context, world: World): Promise<Response> {
  const merchant = await findMerchant(world.sql, world, c.req.query("mid") ?? "");
  if (!merchant) return c.html(html`<!doctype html><title>Unknown merchant</title><p>Unknown mid.</p>`, 404);
  const sites = await listSites(world.sql, world, merchant.mid);
  const siteId = c.req.query("siteId") ?? sites[0]?.id ?? "";
  const site = sites.find(({ id }) => id === siteId);
  const page = {
    mid: merchant.mid,
    siteId,
    siteUrl: site?.url ?? null,
    environment: merchant.tokenization_key,
  };
  const data = JSON.stringify(page).replace(/</g, "\\u003c");
  return c.html(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Test checkout, ${world.name}: ${site?.name ?? merchant.name}</title>
<style>body{font:16px/1.5 system-ui;max-width:34rem;margin:2rem auto;padding:0 1rem}label{display:block;margin:.75rem 0}
input{display:block;width:100%;box-sizing:border-box;padding:.5rem;font:inherit}pre{white-space:pre-wrap;overflow-wrap:anywhere}</style>
<script>window["JS-Widget"]="fc";window.fc=window.fc||function(){(window.fc.q=window.fc.q||[]).push(arguments)};</script>
<script async id="fc" src="/sensejs/widget.js"></script>
</head>
<body>
<h1>Test checkout (${world.name})</h1>
<p>${site?.name ?? merchant.name}. Test cards only.</p>
<form id="pay">
<label>Amount in cents <input name="amount" inputmode="numeric" value="4599" required></label>
<label>Name on card <input name="name" autocomplete="cc-name" value="Ada Sample" required></label>
<label>Card number <input name="number" inputmode="numeric" autocomplete="cc-number" value="4000002760003184" required></label>
<label>Security code <input name="cvv" inputmode="numeric" autocomplete="cc-csc" value="123"></label>
<label>Expiry month <input name="month" inputmode="numeric" value="12" required></label>
<label>Expiry year <input name="year" inputmode="numeric" value="2030" required></label>
<label>E-mail <input name="email" type="email" value="ada@example.com" required></label>
<button>Pay</button>
</form>
<p role="status" id="status"></p>
<pre id="result" aria-label="What the merchant's backend sends to /evaluate"></pre>
<script type="application/json" id="page">${raw(data)}</script>
<script>${raw(script)}</script>
</body>
</html>`);
}

const script = `
var page = JSON.parse(document.getElementById("page").textContent);
var form = document.getElementById("pay");
var line = document.getElementById("status");
fc("init", page.mid, page.siteId);
form.addEventListener("submit", function (event) {
  event.preventDefault();
  var given = Object.fromEntries(new FormData(form));
  var names = given.name.split(" ");
  line.textContent = "Tokenizing…";
  fc("getSenseKey", function (senseKey) {
    var query = new URLSearchParams({ mid: page.mid, environment: page.environment });
    fetch("/v1/tokenize?" + query, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ payment_method: { email: given.email, sense_key: senseKey, credit_card: {
        first_name: names[0], last_name: names.slice(1).join(" ") || names[0], number: given.number,
        verification_value: given.cvv, month: given.month, year: given.year } } })
    }).then(function (answer) { return answer.json(); }).then(function (answer) {
      if (!answer.success) { line.textContent = "The card was refused: " + JSON.stringify(answer.errors); return; }
      var card = answer.transaction.payment_method;
      line.textContent = "Tokenized.";
      document.getElementById("result").textContent = JSON.stringify({ mid: page.mid, siteId: page.siteId,
        siteUrl: page.siteUrl, senseKey: senseKey, transaction: { amount: Number(given.amount) },
        paymentMethod: { Token: true, cardNumber: card.token, cardBinNumber: card.first_six_digits.slice(0, 6),
          cardLast4Digits: card.last_four_digits } }, null, 2);
    });
  });
});
`;
