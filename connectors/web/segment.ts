// The format `web/segment`: calls of the Segment spec, as Segment and the tools that follow it write them.
import type { Format } from "../connector.ts";
import { segmentSample } from "./segment-sample.ts";

export const segment: Format = {
  name: "web/segment",
  summary: "Calls of the Segment spec: track, identify, page, screen, group, alias, and batches of them",
  reference: "https://segment.com/docs/connections/spec/",
  input: "lines",
  namespaces: ["user_id", "anonymous_id", "email", "phone", "device_id", "order_id"],
  leavesOut: [
    { beside: "batch", why: "members of a batch body, its context aside, tell of its transport" },
    { within: "sentAt", why: "transport" },
    { within: "receivedAt", why: "transport" },
  ],
  mapping: "web/segment.sql",
  basis: { relation: "spec_calls", file: "web/spec-calls.sql" },
  sample: segmentSample,
};
