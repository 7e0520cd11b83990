// The format `web/posthog`: events as PostHog's libraries and its capture API send them.
import type { Format } from "../connector.ts";
import { posthogSample } from "./posthog-sample.ts";

export const posthog: Format = {
  name: "web/posthog",
  summary:
    "Events of PostHog's capture API: pages, screens, identify, alias, events of your own, and batches",
  reference: "https://posthog.com/docs/api/capture",
  input: "lines",
  namespaces: ["user_id", "anonymous_id", "email", "phone", "device_id", "session_id", "order_id"],
  leavesOut: [
    { beside: "batch", why: "members of a batch body tell of its transport" },
    { within: "sent_at", why: "transport" },
    { within: "received_at", why: "transport" },
    { within: "api_key", why: "the key of the project, which is nobody's to read" },
    { within: "token", why: "the same key, as the browser's library repeats it" },
  ],
  mapping: "web/posthog.sql",
  sample: posthogSample,
};
