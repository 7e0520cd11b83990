// The format `polku/profiles`: a customer master, one row for what was known of somebody from a time on.
import { builtInNamespaces } from "../../models/identity/namespaces.ts";
import type { Format, Sample } from "../connector.ts";
import { identified, sampleEvent } from "../sample-event.ts";

const namespaces = builtInNamespaces.map(({ namespace }) => namespace);

const sample: Sample = {
  origin: "docs/connectors/polku-profiles.md",
  records: [
    {
      user_id: "81",
      email: "x@example.com",
      phone: '["040 123", "040 456"]',
      valid_from: "2026-01-01T08:00:00Z",
      "traits.city": "Turku",
      "traits.segment": "A",
      "consent.identity": "true",
      club_number: "5",
    },
    {
      user_id: null,
      email: "y@example.com",
      phone: null,
      valid_from: "2025-06-01",
      "traits.city": null,
      "traits.segment": "B",
      "consent.identity": null,
      club_number: null,
    },
  ],
  events: [
    sampleEvent({
      event_id: "d6f8b1983b7d732ff7936bacda11b619",
      channel: "crm",
      event_type: "profile_updated",
      direction: "outbound",
      occurred_at: "2026-01-01T08:00:00.000Z",
      identifiers: identified(
        "club_number:5",
        "email:x@example.com",
        "phone:040 123",
        "phone:040 456",
        "user_id:81",
      ),
      traits: { city: "Turku", segment: "A" },
      consent: { identity: true },
    }),
    sampleEvent({
      event_id: "9eed1b150ba70a2f436e904e4b760a4d",
      channel: "crm",
      event_type: "profile_updated",
      direction: "outbound",
      occurred_at: "2025-06-01T00:00:00.000Z",
      identifiers: identified("email:y@example.com"),
      traits: { segment: "B" },
    }),
  ],
};

/** Emits the name of any column as a namespace; these are the ones it knows by rank. */
export const polkuProfiles: Format = {
  name: "polku/profiles",
  summary: "A customer master: identifiers by namespace, traits.…, consent.… and valid_from",
  reference: "docs/connectors/polku-profiles.md",
  input: "rows",
  columns: [...namespaces, "valid_from"],
  namespaces,
  hasOpenNamespaces: true,
  mapping: "polku/profiles.sql",
  sample,
};
