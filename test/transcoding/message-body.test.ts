import { describe, expect, it } from "vitest";
import { collectBody } from "../../src/transcoding/message-body.ts";

async function* chunksOf(...chunks: readonly (readonly number[])[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(Uint8Array.from(chunk));
}

describe("collectBody", () => {
  it.each([
    ["nothing", undefined, []],
    ["bytes", Uint8Array.from([1, 2]), [1, 2]],
    ["no chunk", chunksOf(), []],
    ["one chunk", chunksOf([1, 2]), [1, 2]],
    ["many chunks", chunksOf([1], [], [2, 3]), [1, 2, 3]],
  ])("takes %s", async (_, body, expected) => {
    expect([...(await collectBody(body, 3))]).toEqual(expected);
  });

  it.each([
    ["bytes", Uint8Array.from([1, 2, 3, 4])],
    ["one chunk", chunksOf([1, 2, 3, 4])],
    ["all chunks together", chunksOf([1, 2], [3, 4])],
  ])("refuses %s over the limit with 413", async (_, body) => {
    await expect(collectBody(body, 3)).rejects.toMatchObject({
      reason: "BODY_TOO_LARGE",
      httpStatus: 413,
    });
  });

  it("reads no further than the limit", async () => {
    let chunks = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        chunks += 1;
        yield await Promise.resolve(new Uint8Array(400));
      }
    }
    await expect(collectBody(endless(), 1000)).rejects.toThrow("more than 1000 bytes");
    expect(chunks).toBe(3);
  });
});
