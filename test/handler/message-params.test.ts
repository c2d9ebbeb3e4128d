import { describe, expect, it } from "vitest";
import { PageInfo_FormInfo_ParameterInfoSchema as schema } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { readMessageParams } from "../../src/handler/message-params.ts";

// Any message will do: this one has a string, two booleans, an enum and a Value.

describe("parameters as a protobuf message", () => {
  it.each([
    ["by their JSON names", { displayName: "a", justCollected: true }],
    ["by their proto names", { display_name: "a", just_collected: true }],
    ["in lower case, as the platform may spell them", { displayname: "a", justcollected: true }],
    ["in any case, of either spelling", { DISPLAY_NAME: "a", JustCollected: true }],
    [
      "by the exact name, where others differ from it in case",
      { displayname: "b", displayName: "a", DisplayName: "c", just_collected: true },
    ],
    [
      "among parameters that the message does not know",
      { displayName: "a", justCollected: true, other: [1] },
    ],
  ])("are found %s", async (_, parameters) => {
    expect(await readMessageParams(schema, parameters)).toEqual({
      value: {
        $typeName: "google.cloud.dialogflow.cx.v3.PageInfo.FormInfo.ParameterInfo",
        displayName: "a",
        required: false,
        state: 0,
        justCollected: true,
      },
    });
  });

  it("are not guessed where several differ from the field in case", async () => {
    const outcome = await readMessageParams(schema, { DISPLAYNAME: "a", displayname: "b" });
    expect(outcome).toMatchObject({ value: { displayName: "" } });
  });

  it("are named in issues as the platform spells them", async () => {
    const outcome = await readMessageParams(schema, { displayname: 5, STATE: "NEW" });
    expect(outcome.issues?.map(({ path }) => path)).toEqual([["displayname"], ["STATE"]]);
  });

  it("take enums by name", async () => {
    expect(await readMessageParams(schema, { state: "FILLED" })).toMatchObject({
      value: { state: 3 },
    });
  });

  it("are all reported when they are wrong, not only the first", async () => {
    const outcome = await readMessageParams(schema, {
      display_name: 5,
      required: "yes",
      state: "NEW",
      value: 1,
    });
    expect(outcome.issues?.map(({ path }) => path)).toEqual([
      ["display_name"],
      ["required"],
      ["state"],
    ]);
    for (const { message } of outcome.issues ?? [])
      expect(message).toMatch(/^cannot decode (field|enum) /);
  });

  it("are refused together where one field is given in both spellings", async () => {
    const outcome = await readMessageParams(schema, { displayName: "a", display_name: "b" });
    expect(outcome.issues).toMatchObject([{ path: [] }]);
  });

  it("are read at once when the runtime has been loaded", async () => {
    await readMessageParams(schema, {});
    expect(readMessageParams(schema, {})).not.toBeInstanceOf(Promise);
  });
});
