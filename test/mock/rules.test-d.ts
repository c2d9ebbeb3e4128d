import { expectTypeOf, it } from "vitest";
import type { MockAnswer, MockDuration, MockRule } from "../../src/mock/index.ts";

it("takes times with their unit, and nothing else", () => {
  expectTypeOf<"250ms">().toExtend<MockDuration>();
  expectTypeOf<"1.5s">().toExtend<MockDuration>();
  expectTypeOf<"5">().not.toExtend<MockDuration>();
  expectTypeOf<number>().not.toExtend<MockDuration>();
});

it("lets a rule be an answer, or have a sequence of them, whose answers have no conditions", () => {
  expectTypeOf<MockRule>().toExtend<MockAnswer>();
  expectTypeOf<NonNullable<MockRule["sequence"]>>().toEqualTypeOf<readonly MockAnswer[]>();
  expectTypeOf<MockAnswer>().not.toHaveProperty("tag");
});
