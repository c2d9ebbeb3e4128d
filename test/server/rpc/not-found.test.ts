import { describe, expect, it } from "vitest";
import { answerUnimplemented } from "../../../src/server/rpc/not-found.ts";

const answer = async (contentType: string | undefined) =>
  answerUnimplemented({
    httpVersion: "2.0",
    url: "https://example.com/acme.v1.Thing/Do?x=1",
    method: "POST",
    header: new Headers(contentType === undefined ? {} : { "content-type": contentType }),
    body: {},
    signal: new AbortController().signal,
  });

describe("answerUnimplemented", () => {
  it.each([
    ["application/grpc", "trailer"],
    ["application/grpc+proto", "trailer"],
    ["application/grpc-web+json", "header"],
  ] as const)("answers %s with a status in the %s", async (type, part) => {
    const response = await answer(type);
    expect(response.status).toBe(200);
    expect(response.header?.get("content-type")).toBe(type);
    expect(response[part]?.get("grpc-status")).toBe("12");
    expect(response[part]?.get("grpc-message")).toBe("There is no method /acme.v1.Thing/Do here.");
    expect(response.body).toBeUndefined();
  });

  it.each(["application/json", "application/proto", undefined])(
    "answers %s with Connect's error",
    async (type) => {
      const { status, header, body } = await answer(type);
      expect(status).toBe(404);
      expect(header?.get("content-type")).toBe("application/json");
      const chunks: Uint8Array[] = [];
      for await (const chunk of body ?? []) chunks.push(chunk);
      expect(JSON.parse(Buffer.concat(chunks).toString())).toEqual({
        code: "unimplemented",
        message: "There is no method /acme.v1.Thing/Do here.",
      });
    },
  );
});
