import type { JsonObject } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { echoTranscoder, send } from "./fixture.ts";

const transcoder = echoTranscoder();

describe("fields in the query", () => {
  it.each<[string, JsonObject, string]>([
    ["title=a+b%2Bc", { title: "a b+c" }, "text is decoded as in forms"],
    ["title", {}, "a name without a value is an empty text"],
    ["&&title=x&", { title: "x" }, "empty pairs do no harm"],
    ["title=a=b", { title: "a=b" }, "only the first equals sign divides"],
    ["%74itle=x", { title: "x" }, "names are decoded, too"],
    ["f_int32=1&fInt64=2", { fInt32: 1, fInt64: "2" }, "both spellings"],
    ["sample.f_child.fString=x", { sample: { fChild: { fString: "x" } } }, "fields of messages"],
    ["sample.otherName=x", { sample: { otherName: "x" } }, "a JSON name of its own"],
    ["sample.r_string=a&sample.rString=b", { sample: { rString: ["a", "b"] } }, "repeated appends"],
    ["sample.rString=a,b", { sample: { rString: ["a,b"] } }, "a comma divides nothing"],
    ["sample.r_int32=1&sample.r_int32=2", { sample: { rInt32: [1, 2] } }, "numbers, too"],
    ["sample.rwInt32=0&sample.rwInt32=2", { sample: { rwInt32: [0, 2] } }, "wrappers, too"],
    ["sample.p_int32=0", { sample: { pInt32: 0 } }, "an optional field keeps its zero"],
    ["sample.c_int32=0", { sample: { cInt32: 0 } }, "so does a member of a oneof"],
    [
      "sample.c_child.f_bool=true&sample.c_child.f_string=x",
      { sample: { cChild: { fBool: true, fString: "x" } } },
      "two fields of one member",
    ],
    ["sample.c_wrapped=3", { sample: { cWrapped: 3 } }, "a wrapper in a oneof"],
    ["sample.mask=f_int32,aB", { sample: { mask: "fInt32,aB" } }, "a mask in both spellings"],
    [
      "sample.key=mine&key=theirs",
      { sample: { key: "mine" } },
      "a system parameter's name further in",
    ],
  ])("%s is %j: %s", async (query, expected) => {
    const { status, json } = await send(transcoder, `GET /v1/echo:query?${query}`);
    expect(status).toBe(200);
    expect(json).toEqual({ request: expected });
  });

  it.each<[string, string | undefined, string, string]>([
    ["nope=1", "nope", "unknown parameter nope", "there is no such field"],
    ["sample.nope=1", "sample.nope", "unknown parameter sample.nope", "nor in the message"],
    ["$nope=1", "$nope", "unknown parameter $nope", "no system parameter is called so"],
    ["title=a&title=b", "title", "gives title twice", "it takes one value"],
    ["f_int32=1&fInt32=2", "fInt32", "gives fInt32 twice", "in either spelling"],
    ["fInt32=x", "fInt32", "fInt32 must be an integer", "it is no number"],
    [
      "sample.fColour=PINK",
      "sample.fColour",
      "must be one of COLOUR_UNSPECIFIED",
      "it is no value of the enum",
    ],
    [
      "sample.c_int32=1&sample.c_string=x",
      "sample.c_string",
      "members of the oneof choice",
      "one member excludes another",
    ],
    [
      "sample.c_string=x&sample.c_child.f_bool=true",
      "sample.c_child.f_bool",
      "members of the oneof choice",
      "so does a message",
    ],
    ["sample.m_string=x", "sample.m_string", "it is a map", "maps have no place in a query"],
    ["sample.m_string.a=x", "sample.m_string.a", "unknown parameter", "nor their keys"],
    ["sample.struct=x", "sample.struct", "it is a message", "nor have Structs"],
    ["sample.value=1", "sample.value", "it is a message", "nor have Values"],
    ["sample.r_child=x", "sample.r_child", "it is a message", "nor have lists of messages"],
    ["sample=x", "sample", "it is a message", "a message is given field by field"],
    [
      `sample.${"f_child.".repeat(40)}f_string=x`,
      undefined,
      "unknown parameter",
      "it is nested too deep",
    ],
    ["title=%zz", undefined, "no percent-encoded UTF-8", "the encoding is broken"],
  ])("%s is refused for %s with %j: %s", async (query, field, text) => {
    const { status, json } = await send(transcoder, `GET /v1/echo:query?${query}`);
    expect(status).toBe(400);
    const { error } = json as { error: JsonObject };
    expect(error["message"]).toContain(text);
    if (field !== undefined)
      expect(error["details"]).toContainEqual({
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        fieldViolations: [{ field, description: error["message"] }],
      });
  });

  it.each([
    ["POST /v1/echo:body?title=x", "The body gives title", "the whole message is the body"],
    ["POST /v1/echo:body?nope=x", "stand in the body", "and nothing else"],
    [
      "POST /v1/echo:bodySample?sample.f_string=x",
      "The body gives sample.f_string",
      "that field is the body",
    ],
    [
      "GET /v1/echo/a/1/1/true/1:simplePath?sample.f_string=x",
      "The path gives sample.f_string",
      "it is in the path",
    ],
    [
      "GET /v1/echo/a/1/1/true/1:simplePath?sample.fString=x",
      "The path gives sample.fString",
      "in either spelling",
    ],
  ])("%s is refused with %j: %s", async (line, text) => {
    const body = line.startsWith("POST") ? { body: {} } : {};
    const { status, json } = await send(transcoder, line, body);
    expect(status).toBe(400);
    expect((json as { error: JsonObject }).error["message"]).toContain(text);
  });
});
