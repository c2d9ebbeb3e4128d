import { describe, expect, it } from "vitest";
import { camelCaseMasks } from "../../src/transcoding/mask-spelling.ts";
import { messageType } from "./fixture.ts";

describe("camelCaseMasks", () => {
  it.each([
    [
      "UpdateBookRequest",
      { update_mask: "create_time,author.display_name" },
      { update_mask: "createTime,author.displayName" },
    ],
    ["UpdateBookRequest", { updateMask: "createTime" }, { updateMask: "createTime" }],
    ["UpdateBookRequest", { updateMask: null }, { updateMask: null }],
    ["UpdateBookRequest", { updateMask: 5, other: "a_b" }, { updateMask: 5, other: "a_b" }],
    [
      "EchoRequest",
      { title: "a_b", sample: { mask: "a_b", fString: "a_b" } },
      { title: "a_b", sample: { mask: "aB", fString: "a_b" } },
    ],
    ["EchoRequest", [1], [1]],
  ] as const)("respells the masks of %s in %j", (type, given, expected) => {
    expect(camelCaseMasks(messageType(type), given as never)).toEqual(expected);
  });

  it("leaves a message that has no mask as it is", () => {
    const json = { name: "a_b" };
    expect(camelCaseMasks(messageType("Book"), json)).toBe(json);
  });
});
