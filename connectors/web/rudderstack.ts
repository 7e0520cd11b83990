// The format `web/rudderstack`: calls of RudderStack's event spec, as its libraries send them and as it passes them on.
import type { Format } from "../connector.ts";
import { rudderstackSample } from "./rudderstack-sample.ts";

export const rudderstack: Format = {
  name: "web/rudderstack",
  summary:
    "Calls of RudderStack's event spec: track, identify, page, screen, group, alias, and batches of them",
  reference: "https://www.rudderstack.com/docs/event-spec/standard-events/common-fields/",
  input: "lines",
  namespaces: ["user_id", "anonymous_id", "email", "phone", "device_id", "session_id", "order_id"],
  leavesOut: [
    { beside: "batch", why: "members of a batch body, its context aside, tell of its transport" },
    { within: "sentAt", why: "transport" },
    { within: "receivedAt", why: "transport" },
  ],
  mapping: "web/rudderstack.sql",
  basis: { relation: "spec_calls", file: "web/spec-calls.sql" },
  sample: rudderstackSample,
};
