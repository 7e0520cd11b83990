// Sample traffic: visitors of a shop, as calls of the Segment spec, into a topic of Kafka until it is ended.
//   node traffic.mjs [broker] [topic] [visitors a second]
// Each visitor looks at a product; some go on to the basket, sign in and order. Everything is made up.
import { randomInt, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Kafka, logLevel } from "kafkajs";

const [broker = "localhost:9092", topic = "shop-web", perSecond = "5"] = process.argv.slice(2);
const products = ["kettle", "lamp", "blanket", "ladder", "bucket"];

const isAmong = (percent) => randomInt(100) < percent;

const visit = () => {
  const anonymousId = randomUUID();
  const product = products[randomInt(products.length)];
  const price = 5 + randomInt(100);
  const user = `u-${String(randomInt(500))}`;
  const calls = [];
  // A visit took a minute and ends now: of two calls at one moment nobody could tell which came first.
  let at = Date.now() - 60_000;
  const call = (type, members) => {
    at += 2000 + randomInt(6000);
    const timestamp = new Date(at).toISOString();
    calls.push({ type, anonymousId, messageId: randomUUID(), timestamp, ...members });
  };
  const track = (event, properties) => call("track", { event, properties });
  call("page", { properties: { path: "/" } });
  track("Product Viewed", { product_id: product, price });
  if (!isAmong(40)) return calls;
  track("Product Added", { product_id: product, price });
  if (!isAmong(60)) return calls;
  call("identify", { userId: user, traits: { email: `${user}@example.com` } });
  track("Checkout Started", { value: price });
  if (!isAmong(70)) return calls;
  track("Order Completed", { order_id: randomUUID(), total: price, currency: "EUR" });
  return calls;
};

const kafka = new Kafka({ clientId: "traffic", brokers: [broker], logLevel: logLevel.ERROR });

const admin = kafka.admin();
await admin.connect();
await admin.createTopics({ topics: [{ topic, numPartitions: 3 }], waitForLeaders: true });
await admin.disconnect();

const producer = kafka.producer();
await producer.connect();

const ending = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => ending.abort());

// Calls of one visitor have one key, so that they stand in one partition and in order.
while (!ending.signal.aborted) {
  const messages = visit().map((call) => ({ key: call.anonymousId, value: JSON.stringify(call) }));
  await producer.send({ topic, messages });
  await sleep(1000 / Number(perSecond), undefined, { signal: ending.signal }).catch(() => undefined);
}
await producer.disconnect();
