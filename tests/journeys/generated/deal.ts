// A deal from quote to payment by openapi-fetch, with the types that openapi-typescript made of our description.
// Arguments: the gateway's origin, a JSON file of passwords by username, the id of a client and of a product.

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import createClient from "openapi-fetch";
import type { components, paths } from "./saleswire.js";

type Order = components["schemas"]["orders.OrderView"];

const [origin, secrets, clientId, productId] = process.argv.slice(2) as [string, string, string, string];
const passwords: Record<string, string> = JSON.parse(readFileSync(secrets, "utf8"));

async function signedIn(username: string) {
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const body = { grant_type: "password", username, password: passwords[username]! };
  const { data, error } = await createClient<paths>({ baseUrl: origin }).POST("/api/auth/token", { headers, body });
  if (!data) throw new Error(JSON.stringify(error));
  return createClient<paths>({ baseUrl: origin, headers: { Authorization: `Bearer ${data.access_token}` } });
}

function said<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data === undefined) throw new Error(`${answer.response.url}: ${JSON.stringify(answer.error)}`);
  return answer.data;
}

async function until<T>(found: () => Promise<T | undefined | false>): Promise<T> {
  for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((wake) => setTimeout(wake, 100))) {
    const answer = await found();
    if (answer) return answer;
  }
  throw new Error("nothing came of it");
}

const step = (version: number) => ({ "Idempotency-Key": randomUUID(), "If-Match": `"v${version}"` });

const seller = await signedIn("marco.keller");
const operations = await signedIn("pavel.novak");
const accounting = await signedIn("greta.huber");

const quote = said(
  await seller.POST("/api/quotes", {
    params: { header: { "Idempotency-Key": randomUUID() } },
    body: {
      client_id: clientId,
      lines: [{ product_id: productId, quantity: "2" }],
      terms: "30 days",
      project: "Generated",
      description: "Sensors",
      lead_time_days: 3,
    },
  }),
);
const ofQuote = { quote_id: quote.id };
const sent = said(
  await seller.POST("/api/quotes/{quote_id}/send", {
    params: { path: ofQuote, header: step(quote.version) },
    body: {},
  }),
);
said(
  await seller.POST("/api/quotes/{quote_id}/accept", {
    params: { path: ofQuote, header: step(sent.version) },
    body: {},
  }),
);

const draft = await until(async () => {
  const found = said(await seller.GET("/api/orders", { params: { query: { quote_id: [quote.id] } } }));
  return found.items[0];
});
const ofOrder = { order_id: draft.id };
const edited = said(
  await seller.PATCH("/api/orders/{order_id}", {
    params: { path: ofOrder, header: { "If-Match": '"v1"' } },
    body: { customer_po: "PO-2" },
  }),
);
if (edited.project !== "Generated" || edited.terms !== quote.terms) throw new Error("the change wiped a field");
said(
  await seller.POST("/api/orders/{order_id}/place", {
    params: { path: ofOrder, header: step(edited.version) },
    body: {},
  }),
);
const order = async (): Promise<Order> =>
  said(await seller.GET("/api/orders/{order_id}", { params: { path: ofOrder } }));
const cleared = await until(async () => {
  const found = await order();
  return found.credit === "granted" && found;
});
said(
  await operations.POST("/api/orders/{order_id}/release", {
    params: { path: ofOrder, header: step(cleared.version) },
    body: {},
  }),
);

const ready = await until(async () => {
  const query = { order_id: [draft.id], status: ["ready" as const] };
  return said(await operations.GET("/api/fulfillment/delivery-orders", { params: { query } })).items[0];
});
said(
  await operations.POST("/api/fulfillment/delivery-orders/{delivery_order_id}/dispatch", {
    params: { path: { delivery_order_id: ready.id }, header: step(ready.version ?? 0) },
    body: {},
  }),
);

const owed = await until(async () => {
  const found = await accounting.GET("/api/billing/invoices", { params: { query: { order_id: [draft.id] } } });
  return said(found).items[0];
});
const paid = said(
  await accounting.POST("/api/billing/invoices/{invoice_id}/payments", {
    params: { path: { invoice_id: owed.id }, header: step(owed.version ?? 0) },
    body: { reference: "generated" },
  }),
);
if (paid.open_amount !== "0.00") throw new Error(`still open: ${paid.open_amount}`);
await until(async () => (await order()).status === "closed");
console.log(draft.id);
