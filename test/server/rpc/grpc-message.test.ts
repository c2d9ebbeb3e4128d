import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeGrpcMessage, mendGrpcMessage } from "../../../src/server/rpc/grpc-message.ts";

const unicode = fc.string({ unit: "binary" });
const decodeUri: (value: string) => string = decodeURI;

describe("encodeGrpcMessage", () => {
  it.each([
    ["plain text stays", "There is no account.", "There is no account."],
    [
      "reserved characters of URIs stay, for decodeURI leaves their codes alone",
      "/:,=@?&#+;$",
      "/:,=@?&#+;$",
    ],
    ["a percent sign is encoded", "50% off", "50%25 off"],
    ["what looks like a code survives", "%2F", "%252F"],
    ["text beyond ASCII is encoded as UTF-8", "Zürich 💶", "Z%C3%BCrich %F0%9F%92%B6"],
    ["line breaks cannot split a header", "a\r\nb", "a%0D%0Ab"],
    ["a lone surrogate becomes U+FFFD", "a\ud800b", "a%EF%BF%BDb"],
    ["outer spaces survive the trimming of HTTP", "  a b ", "%20%20a b%20"],
    ["nothing is nothing", "", ""],
  ])("%s", (_, message, encoded) => {
    expect(encodeGrpcMessage(message)).toBe(encoded);
  });

  it("writes printable ASCII only", () => {
    fc.assert(fc.property(unicode, (message) => /^[\x20-\x7e]*$/.test(encodeGrpcMessage(message))));
  });

  it.each([
    ["decodeURIComponent, as Connect's clients do", decodeURIComponent],
    ["decodeURI, as grpc-js does", decodeUri],
  ])("is read back whole by %s", (_, decode) => {
    fc.assert(
      fc.property(unicode, (message) => {
        expect(decode(encodeGrpcMessage(message))).toBe(message.toWellFormed());
      }),
    );
  });
});

describe("mendGrpcMessage", () => {
  it("turns Connect's encoding into the specification's", () => {
    fc.assert(
      fc.property(unicode, (message) => {
        const wellFormed = message.toWellFormed();
        expect(mendGrpcMessage(encodeURIComponent(wellFormed))).toBe(encodeGrpcMessage(wellFormed));
      }),
    );
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(unicode, (message) => {
        const once = encodeGrpcMessage(message);
        expect(mendGrpcMessage(once)).toBe(once);
      }),
    );
  });

  it("leaves alone what is not percent-encoded at all", () => {
    expect(mendGrpcMessage("100%")).toBe("100%");
  });
});
