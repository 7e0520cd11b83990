import { fastify } from "fastify";
import { afterAll, describe, expect, it } from "vitest";
import { addProfileRoute } from "../../../pipeline/serve/profile-route.ts";
import type { ProfileQuestion } from "../../../pipeline/serve/serve-options.ts";

const asked: ProfileQuestion[] = [];
const app = fastify();
addProfileRoute(app, async (question) => {
  asked.push(question);
  return { status: 404, body: '{"reason":"never_seen"}', headers: { "retry-after": "1" } };
});
afterAll(() => app.close());

const get = (url: string) => app.inject({ url, headers: { authorization: "Bearer k1" } });

describe("the route of profiles", () => {
  it("hands over what is asked for, decoded, and answers as it is told", async () => {
    const { statusCode, headers, body } = await get("/v1/profiles/email/a%2Bb%2Fc%40example.com?limit=5");
    expect(asked.splice(0)).toEqual([
      { namespace: "email", value: "a+b/c@example.com", key: "k1", limit: "5" },
    ]);
    expect({ statusCode, body }).toEqual({ statusCode: 404, body: '{"reason":"never_seen"}' });
    expect(headers).toMatchObject({ "cache-control": "no-store", "retry-after": "1" });
  });

  it("makes no number of a limit that is said twice", async () => {
    await get("/v1/profiles/user_id/1?limit=5&limit=6");
    expect(asked.splice(0)).toMatchObject([{ limit: "5,6" }]);
  });
});
