import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { bodyOf, describeFaults, statusOf } from "../../src/mock/answer.ts";
import { createMockWebhook } from "../../src/mock/index.ts";
import type { MockAnswer, MockOptions } from "../../src/mock/index.ts";
import { createFakeClock } from "../../src/testing/clock.ts";

/** All that comes over a connection, until the server ends it, and whether it was cut. */
async function rawAnswer(
  answer: MockAnswer,
  options: MockOptions = {},
): Promise<{ readonly head: string; readonly body: string }> {
  await using server = await createMockWebhook([answer], options);
  const socket = connect(server.port, "127.0.0.1").setEncoding("utf8");
  let text = "";
  socket.on("data", (chunk: string) => (text += chunk)).on("error", () => undefined);
  socket.write("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
  await once(socket, "close");
  const [head = "", body = ""] = text.split("\r\n\r\n", 2);
  return { head: head.toLowerCase(), body };
}

describe("an answer", () => {
  it("is an empty WebhookResponse by default", async () => {
    const { head, body } = await rawAnswer({});
    expect(head).toMatch(/^http\/1.1 200 ok\r\n/);
    expect(head).toMatch(/content-type: application\/json\r\ncontent-length: 2/);
    expect(body).toBe("{}");
  });

  it("has the status, the headers and the text that are given", async () => {
    const { head, body } = await rawAnswer({
      status: 503,
      body: "busy",
      headers: { "Content-Type": "text/plain", "Retry-After": "2" },
    });
    expect(head).toMatch(/^http\/1.1 503 /);
    expect(head).toContain("retry-after: 2");
    expect(head.match(/content-type: .*/g)).toEqual(["content-type: text/plain"]);
    expect(body).toBe("busy");
  });

  it("redirects", async () => {
    const { head } = await rawAnswer({ redirect: "http://10.0.0.1/" });
    expect(head).toMatch(/^http\/1.1 302 /);
    expect(head).toContain("location: http://10.0.0.1/");
  });

  it("has no body with a status that has none", async () => {
    const { head, body } = await rawAnswer({ status: 204 });
    expect(head).not.toContain("content-length");
    expect(body).toBe("");
  });

  it("is nothing at all where the connection is dropped before it", async () => {
    expect(await rawAnswer({ drop: "before-headers" })).toEqual({ head: "", body: "" });
  });

  it("is half of its body where the connection is dropped in it", async () => {
    const { head, body } = await rawAnswer({ body: "0123456789", drop: "in-body" });
    expect(head).toContain("content-length: 10");
    expect(body).toBe("01234");
  });

  it("is shorter than it promises where bytes are missing", async () => {
    const { head, body } = await rawAnswer({ body: "0123456789", missingBytes: 5 });
    expect(head).toContain("content-length: 15");
    expect(body).toBe("0123456789");
  });

  it("comes after its latency, and no earlier", async () => {
    const clock = createFakeClock();
    const came = Promise.withResolvers<void>();
    const rules = [{ path: "/slow", latency: "2s" } as const, {}];
    await using server = await createMockWebhook(rules, { clock, onRequest: () => came.resolve() });
    let answered = false;
    const answer = fetch(`${server.url}/slow`).finally(() => (answered = true));
    await came.promise;
    clock.advance(1999);
    // Were the answer on its way, it would be here before this one.
    await (await fetch(server.url)).text();
    expect(answered).toBe(false);
    clock.advance(1);
    expect((await answer).status).toBe(200);
  });

  it("comes in ten pieces where its body takes time", async () => {
    const clock = createFakeClock(0);
    await using server = await createMockWebhook([{ body: "0123456789", bodyTime: "1s" }], {
      clock,
    });
    const { body } = await fetch(server.url);
    const times: number[] = [];
    const done = new AbortController();
    const ticks = (async () => {
      for (; !done.signal.aborted; clock.advance(1)) await new Promise(setImmediate);
    })();
    let text = "";
    for await (const piece of body ?? []) {
      text += Buffer.from(piece).toString();
      times.push(clock.now());
    }
    done.abort();
    await ticks;
    expect(text).toBe("0123456789");
    expect(times.at(-1)).toBeGreaterThanOrEqual(1000);
    expect(times.length).toBeGreaterThan(1);
    expect(times[0]).toBeGreaterThanOrEqual(100);
  });

  it("is given up when the caller goes", async () => {
    const clock = createFakeClock();
    const controller = new AbortController();
    await using server = await createMockWebhook([{ latency: "10s" }], {
      clock,
      onRequest: () => controller.abort(),
    });
    await expect(fetch(server.url, { signal: controller.signal })).rejects.toThrow(/abort/);
    expect(server.requests).toHaveLength(1);
  });
});

describe("bodyOf", () => {
  it.each<readonly [string, MockAnswer]>([
    ["an object", { response: { a: [1, 2, 3] } }],
    ["the empty object", {}],
    ["a number", { response: 5 }],
    ["a long number", { response: 1234 }],
    ["a text", { body: '"text"' }],
  ])("cuts %s so that it is no JSON", (_, answer) => {
    const text = bodyOf({ ...answer, brokenJson: true }).toString();
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  });

  it("pads JSON to a length, and it stays JSON", () => {
    const body = bodyOf({ response: { a: 1 }, oversize: 70_000 });
    expect(body).toHaveLength(70_000);
    expect(JSON.parse(body.toString())).toEqual({ a: 1 });
  });

  it("leaves alone what is longer already", () => {
    expect(bodyOf({ body: "12345", oversize: 2 }).toString()).toBe("12345");
  });
});

describe("describeFaults", () => {
  it("has a few words for each, and none for a plain answer", () => {
    expect(describeFaults({ status: 500 })).toEqual([]);
    expect(
      describeFaults({
        latency: "1s",
        bodyTime: "2s",
        brokenJson: true,
        oversize: 9,
        missingBytes: 3,
        drop: "in-body",
        redirect: "/x",
      }),
    ).toEqual([
      "after 1s",
      "body over 2s",
      "broken JSON",
      "padded to 9 bytes",
      "3 bytes missing",
      "dropped in-body",
      "redirect to /x",
    ]);
  });
});

describe("statusOf", () => {
  it.each([
    [{}, 200],
    [{ redirect: "/x" }, 302],
    [{ redirect: "/x", status: 308 }, 308],
  ])("of %j is %d", (answer, status) => {
    expect(statusOf(answer)).toBe(status);
  });
});
