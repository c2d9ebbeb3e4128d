import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTraceparent } from "../../src/server/trace-context.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const spanId = "00f067aa0ba902b7";

describe("traceparent", () => {
  it.each([
    [`00-${traceId}-${spanId}-01`, true, "the current version, sampled"],
    [`00-${traceId}-${spanId}-00`, false, "not sampled"],
    [`cc-${traceId}-${spanId}-01-more`, true, "a later version may say more"],
  ])("reads %s: %#", (header, sampled) => {
    expect(parseTraceparent(header)).toEqual({ traceId, spanId, sampled });
  });

  it.each<[string | undefined, string]>([
    [undefined, "no header"],
    ["", "nothing in it"],
    [`ff-${traceId}-${spanId}-01`, "a forbidden version"],
    [`00-${"0".repeat(32)}-${spanId}-01`, "no trace"],
    [`00-${traceId}-${"0".repeat(16)}-01`, "no span"],
    [`00-${traceId.toUpperCase()}-${spanId}-01`, "upper case"],
    [`00-${traceId}-${spanId}`, "no flags"],
    [`00-${traceId}-${spanId}-01-${"x".repeat(600)}`, "too long to be one"],
  ])("takes %s for none: %s", (header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });

  it("reads back whatever is well formed", () => {
    const hex = (length: number) =>
      fc
        .string({
          unit: fc.constantFrom(..."0123456789abcdef".split("")),
          minLength: length,
          maxLength: length,
        })
        .filter((text) => /[^0]/.test(text));
    fc.assert(
      fc.property(hex(32), hex(16), fc.boolean(), (trace, span, sampled) => {
        expect(parseTraceparent(`00-${trace}-${span}-0${sampled ? 1 : 0}`)).toEqual({
          traceId: trace,
          spanId: span,
          sampled,
        });
      }),
    );
  });
});
