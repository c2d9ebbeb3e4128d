import { describe, expect, it } from "vitest";
import { loadPackagedCases } from "../../src/verify/load-cases.ts";
import { verify, type VerifyOptions } from "../../src/verify/verify.ts";
import { listen, password, sound } from "./webhook.ts";

const ids = new Set(["query-text", "query-event", "method-get"]);
const cases = (await loadPackagedCases()).filter(({ id }) => ids.has(id));
const addresses: VerifyOptions["addresses"] = { allow: ["loopback"], http: "loopback" };
const base = { cases, addresses, tags: ["hello"] } as const;

describe("the first call of a tag", () => {
  it.each([
    { status: 400, options: {}, advice: "--param", why: "parameters are missing" },
    { status: 404, options: {}, advice: "--tag", why: "the path or the tag is another" },
    { status: 401, options: {}, advice: "Give the right", why: "no credentials are given" },
    { status: 403, options: { credentials: { basic: password } }, advice: "Are the", why: "wrong" },
    { status: 302, options: {}, advice: "Give the URL", why: "it is elsewhere" },
    { status: 500, options: { tags: [] }, advice: "by --tag", why: "it may need to know the tag" },
  ])("decides with $status, told once with $advice: $why", async (row) => {
    await using webhook = await listen(async () => ({ status: row.status }));
    const { results } = await verify({ ...base, url: webhook.url, ...row.options });
    expect(results.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      "first-call failed",
      "query-text skipped",
      "query-event skipped",
      "method-get skipped",
    ]);
    const [finding, ...others] = results.flatMap(({ findings }) => findings);
    expect(finding?.message).toContain(String(row.status));
    expect(finding?.advice).toContain(row.advice);
    expect(others).toEqual([]);
  });

  it("says that a URL of https leads to plain HTTP", async () => {
    await using webhook = await listen(sound);
    const url = webhook.url.replace("http:", "https:");
    const [result] = (await verify({ ...base, url })).results;
    expect(result?.findings).toEqual([
      expect.objectContaining({
        rule: "no-answer",
        advice: expect.stringContaining("http://") as string,
      }),
    ]);
  });

  it("leaves the other tags alone, one of which serves for what is refused", async () => {
    await using webhook = await listen(async (call) =>
      call.body.includes('"needy"') ? { status: 400 } : sound(call),
    );
    const tags = ["needy", "hello"];
    const { results } = await verify({ ...base, url: webhook.url, tags });
    expect(results.map(({ id, tag, verdict }) => `${id} ${tag} ${verdict}`)).toEqual([
      "first-call needy failed",
      "query-text needy skipped",
      "query-text hello passed",
      "query-event needy skipped",
      "query-event hello passed",
      "method-get hello passed",
    ]);
  });

  it("waits for no other call of a tag that takes too long", async () => {
    let calls = 0;
    await using webhook = await listen(async () => {
      calls += 1;
      return new Promise(() => {});
    });
    const { results } = await verify({ ...base, url: webhook.url, timeoutMs: 50 });
    expect(results[0]?.findings[0]).toMatchObject({ rule: "timeout" });
    expect(calls).toBe(1);
  });

  it("is not told of where it is answered, or dropped as any other may be", async () => {
    let calls = 0;
    await using webhook = await listen(async (call) => (++calls === 1 ? undefined : sound(call)));
    const { results } = await verify({ ...base, url: webhook.url });
    expect(results.map(({ id }) => id)).not.toContain("first-call");
  });
});
