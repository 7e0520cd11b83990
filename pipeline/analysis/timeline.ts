// One person's timeline: a profile of a snapshot, what it did and how it is known, as an answer and as a page.
import type { LoadedConfig } from "../config.ts";
import { timelinePictures } from "../pictures/answers/timeline-pictures.ts";
import { writePage } from "../pictures/page/write-page.ts";
import { type SourceOptions, withSource } from "./source/open-source.ts";
import { findPerson } from "./timeline/find-person.ts";
import { readTimeline, type Timeline } from "./timeline/read-timeline.ts";

export interface TimelineOptions extends Pick<SourceOptions, "snapshot"> {
  /** NAMESPACE:VALUE, a profile id, or SOURCE:EVENT_ID. */
  readonly person: string;
  /** A file for the answer as a page of pictures that needs nothing beside it. */
  readonly html?: string | undefined;
}

export interface TimelineResult extends Timeline {
  readonly profile_id: string;
  readonly data_end: string | null;
  readonly snapshot_id: string;
}

/** Needs no lock on the workspace. Throws usage, not_found, snapshot_missing or snapshot_damaged. */
export const timeline = async (loaded: LoadedConfig, options: TimelineOptions): Promise<TimelineResult> => {
  const result = await withSource(loaded, { snapshot: options.snapshot }, async (source) => {
    const profileId = await findPerson(source, options.person);
    return {
      profile_id: profileId,
      ...(await readTimeline(source.session, profileId)),
      data_end: source.snapshot.manifest.data_end,
      snapshot_id: source.snapshot.id,
    };
  });
  if (options.html !== undefined) {
    await writePage(options.html, {
      title: `One person: ${result.profile_id}`,
      facts: [
        ["data until", result.data_end ?? "no event yet"],
        ["snapshot", result.snapshot_id],
      ],
      pictures: timelinePictures(result),
    });
  }
  return result;
};
