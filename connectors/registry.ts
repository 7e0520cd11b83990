// The only list of vendor formats. A format that is not here does not exist.
import type { Format } from "./connector.ts";
import { sendgrid } from "./email/sendgrid.ts";
import { cloudEvents } from "./polku/cloudevents.ts";
import { polkuEvents } from "./polku/events.ts";
import { polkuProfiles } from "./polku/profiles.ts";
import { zendesk } from "./service/zendesk.ts";
import { receipts } from "./store/receipts.ts";
import { ga360 } from "./web/ga360.ts";
import { posthog } from "./web/posthog.ts";
import { rudderstack } from "./web/rudderstack.ts";
import { segment } from "./web/segment.ts";

/** Every format, by name. The user's own mappings (`custom`) are none of them. */
export const formats: readonly Format[] = [
  sendgrid,
  polkuEvents,
  cloudEvents,
  polkuProfiles,
  zendesk,
  receipts,
  ga360,
  segment,
  rudderstack,
  posthog,
];
