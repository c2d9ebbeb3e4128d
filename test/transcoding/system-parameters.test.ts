import { describe, expect, it } from "vitest";
import { echoTranscoder, send } from "./fixture.ts";

const transcoder = echoTranscoder();

describe("system parameters", () => {
  it.each([
    ["alt=json", "COLOUR_BLUE"],
    ["$alt=json", "COLOUR_BLUE"],
    ["alt=", "COLOUR_BLUE"],
    ["$alt=json;enum-encoding=string", "COLOUR_BLUE"],
    ["$alt=json;enum-encoding=int", 5],
    ["$alt=json%3Benum-encoding%3Dint", 5],
    ["alt=JSON;Enum-Encoding=INT", 5],
  ])("%s writes enums as %j", async (query, colour) => {
    const { status, json } = await send(transcoder, `GET /v1/colour?${query}`);
    expect(status).toBe(200);
    expect(json["colour"]).toBe(colour);
  });

  it.each([
    "key=k&$key=k",
    "access_token=t&oauth_token=t&$access_token=t",
    "quotaUser=q&$quotaUser=q&userProject=p",
    "$.xgafv=2",
    "uploadType=media&upload_protocol=raw",
    "prettyPrint=false&$prettyPrint=0&prettyPrint",
  ])("%s changes nothing", async (query) => {
    const { text } = await send(transcoder, `GET /v1/colour?${query}`);
    expect(text).toBe('{"request":{},"colour":"COLOUR_BLUE"}');
  });

  it.each([
    ["alt=proto", "alt=proto is not served", "there is JSON alone"],
    ["$alt=media", "alt=media is not served", "so it is with the dollar sign"],
    ["alt=json;indent=2", "Use alt=json or", "of its parameters there is one"],
    ["callback=f", "There is no JSONP", "scripts from anywhere could read it"],
    ["$callback=f", "There is no JSONP", "so it is with the dollar sign"],
    ["prettyPrint=yes", "prettyPrint must be true or false", "it is no boolean"],
    ["fields=a(b", "cannot be read at column 4", "a parenthesis is open"],
  ])("%s is refused with %j: %s", async (query, text) => {
    const answer = await send(transcoder, `GET /v1/colour?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(text);
  });

  it("stand beside a body that is the whole message, even with the name of a field", async () => {
    const answer = await send(transcoder, "POST /v1/echo:body?$alt=json&key=k", { body: {} });
    expect(answer.status).toBe(200);
  });
});
