// What the user's configuration says of a stored event: its channel, type, direction, label, and whether it counts.
import type { Config } from "../../../models/config.ts";
import { fits } from "./conditions.ts";
import type { Event } from "./event.ts";

/** The event with the channel, direction and event names of its source's entry. */
export const configured = (event: Event, config: Config): Event => {
  const source = config.sources.find((one) => one.name === event.source);
  const named = event.vendor_event === null ? undefined : source?.events[event.vendor_event];
  return {
    ...event,
    channel: source?.channel ?? event.channel,
    direction: source?.direction ?? event.direction,
    event_type: named ?? event.event_type,
  };
};

// Where one pass leaves or makes another ` > `, the text is passed over again.
const withoutSeparator = (label: string): string =>
  label.includes(" > ") ? withoutSeparator(label.replace(" > ", " ＞ ")) : label;

/** The label of a touchpoint: the first of `labels` that fits, else channel and type. */
export const stepLabelOf = (event: Event, config: Config): string => {
  const rule = config.labels.find((one) => fits(event, one.when));
  const name = event.event_type === "custom" ? (event.vendor_event ?? "custom") : event.event_type;
  return withoutSeparator(rule?.label ?? `${event.channel}/${name}`);
};

export const isExcluded = (event: Event, config: Config): boolean =>
  config.exclude.some((condition) => fits(event, condition));
