import { describe, expect, it } from "vitest";
import { authority, header, webHeaders } from "../../src/transcoding/request-headers.ts";

const record = { accept: "a", "x-many": ["b", "c"], ":path": "/", absent: undefined };

describe("headers of a request", () => {
  it.each([
    ["accept", "a"],
    ["x-many", "b, c"],
    ["absent", undefined],
    ["missing", undefined],
  ])("%s is %s, in a record and in web headers", (name, expected) => {
    expect(header(record, name)).toBe(expected);
    expect(header(webHeaders(record), name)).toBe(expected);
  });

  it("lose the pseudo-headers of HTTP/2 on their way to the web's", () => {
    expect([...webHeaders(record).keys()]).toEqual(["accept", "x-many"]);
  });

  it.each([
    [{ host: "a:1" }, "a:1"],
    [{ ":authority": "b", host: "a:1" }, "b"],
    [new Headers({ host: "a:1" }), "a:1"],
    [{}, undefined],
  ])("%o say which host was asked: %s", (headers, expected) => {
    expect(authority(headers)).toBe(expected);
  });

  it("are not copied if they are the web's already", () => {
    const headers = new Headers();
    expect(webHeaders(headers)).toBe(headers);
  });
});
