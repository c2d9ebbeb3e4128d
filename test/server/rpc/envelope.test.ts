import { Code, ConnectError } from "@connectrpc/connect";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EnvelopeReader, writeEnvelope } from "../../../src/server/rpc/envelope.ts";

const codeOf = (act: () => unknown): Code | undefined => {
  try {
    act();
    return undefined;
  } catch (thrown) {
    return ConnectError.from(thrown).code;
  }
};

const read = (chunks: readonly Uint8Array[], maxBytes = 1000) => {
  const reader = new EnvelopeReader(maxBytes);
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  return reader.end();
};

describe("EnvelopeReader", () => {
  it("reads what writeEnvelope wrote, wherever the bytes are cut", () => {
    const cuts = fc.array(fc.nat(300), { maxLength: 8 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), cuts, (data, compressed, at) => {
        const frame = writeEnvelope({ compressed, data });
        const edges = [
          0,
          ...at.filter((cut) => cut < frame.length).toSorted((a, b) => a - b),
          frame.length,
        ];
        const chunks = edges.slice(1).map((end, index) => frame.subarray(edges[index], end));
        const envelope = read(chunks);
        expect(envelope.compressed).toBe(compressed);
        expect(Buffer.from(envelope.data).equals(data)).toBe(true);
      }),
    );
  });

  it.each([
    ["no message at all", [], Code.Unimplemented],
    ["a part of the prefix", [[0, 0, 0]], Code.InvalidArgument],
    ["a part of the message", [[0, 0, 0, 0, 2, 7]], Code.InvalidArgument],
    [
      "a second message",
      [
        [0, 0, 0, 0, 1, 7],
        [0, 0, 0, 0, 0],
      ],
      Code.Unimplemented,
    ],
    [
      "a message over the limit, by its announced length alone",
      [[0, 0, 0, 4, 0]],
      Code.ResourceExhausted,
    ],
    ["a length of four gigabytes", [[0, 255, 255, 255, 255]], Code.ResourceExhausted],
    ["a flag that gRPC does not have", [[2, 0, 0, 0, 1, 7]], Code.Internal],
    ["the flag that ends a stream of gRPC-Web or Connect", [[0x80, 0, 0, 0, 0]], Code.Internal],
  ])("refuses %s", (_, chunks, code) => {
    expect(codeOf(() => read(chunks.map((chunk) => Uint8Array.from(chunk))))).toBe(code);
  });

  it("takes a message of exactly the limit", () => {
    expect(
      read([writeEnvelope({ compressed: false, data: new Uint8Array(1000) })]).data,
    ).toHaveLength(1000);
  });
});
