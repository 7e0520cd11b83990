import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keyOf, post, type ServedProject, serveProject } from "./served-project.ts";

let project: ServedProject;
beforeAll(async () => {
  project = await serveProject();
});
afterAll(() => project.end());

describe("the server", () => {
  test("acknowledges an event after it is in the journal, with its bytes", async () => {
    const event = '{"event_id": "e1", "n": 9007199254740993, "received_at":"x"}';
    const answer = await post(project, "/v1/events", event, { key: keyOf("own") });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ results: [{ event_id: "e1", verdict: "accepted", reason: null }] });
    expect(project.journal.take("own")).toEqual([event]);
  });
});
