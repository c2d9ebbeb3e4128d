import { create, fromJson, toJson } from "@bufbuild/protobuf";
import { FieldMaskSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { normalMask } from "../../src/management/environments-change.ts";

describe("normalMask", () => {
  it.each([
    { why: "proto names stay", paths: ["display_name"], normal: ["display_name"] },
    { why: "JSON names are turned", paths: ["displayName"], normal: ["display_name"] },
    {
      why: "so are nested ones, also mixed",
      paths: ["testCasesConfig.test_cases", "webhook_config.webhookOverrides"],
      normal: ["test_cases_config.test_cases", "webhook_config.webhook_overrides"],
    },
    { why: "the star stands for all fields", paths: ["*"], normal: ["*"] },
    {
      why: "what the server alone writes is kept, for without it the mask would mean all fields",
      paths: ["updateTime"],
      normal: ["update_time"],
    },
  ])("$why", ({ paths, normal }) => {
    const mask = normalMask(create(FieldMaskSchema, { paths }));
    expect(mask.paths).toEqual(normal);
    // It is stored as JSON until the operation has ended.
    expect(fromJson(FieldMaskSchema, toJson(FieldMaskSchema, mask)).paths).toEqual(normal);
  });

  it.each([
    { why: "no mask", mask: undefined, reason: "INVALID_RESOURCE" },
    { why: "an empty one", mask: [], reason: "INVALID_RESOURCE" },
    { why: "an unknown field", mask: ["colour"], reason: "INVALID_UPDATE_MASK" },
    { why: "a path into a list", mask: ["version_configs.version"], reason: "INVALID_UPDATE_MASK" },
    { why: "the star among others", mask: ["*", "name"], reason: "INVALID_UPDATE_MASK" },
  ])("refuses $why", ({ mask, reason }) => {
    const given = mask && create(FieldMaskSchema, { paths: mask });
    expect(() => normalMask(given)).toThrow(expect.objectContaining({ reason }) as Error);
  });
});
