import type { JsonValue } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isReply, renderReply, reply } from "../../../src/handler/reply/index.ts";
import { encodeResponse } from "../../../src/wire/encode.ts";
import type { WebhookRequest } from "../../../src/wire/format.ts";
import { anyCxReply, anyCxSteps, anyReply, replyBy } from "./any-reply.ts";
import { betaCall, cxCall, esCall, jsonOf } from "./calls.ts";

describe("any sequence of calls", () => {
  it.each<[format: string, call: WebhookRequest]>([
    ["cx/v3", cxCall()],
    ["cx/v3beta1", betaCall()],
  ])("renders to what protobuf-es and the encoder write alike: %s", (format, call) => {
    fc.assert(
      fc.property(anyCxReply, (made) => {
        const response = renderReply(made, call);
        expect(response.format).toBe(format);
        expect(JSON.parse(encodeResponse(response))).toEqual(asSent(jsonOf(response)));
      }),
    );
  });

  it("that both products have renders for ES too", () => {
    fc.assert(
      fc.property(anyReply, (made) => {
        const response = renderReply(made, esCall());
        expect(JSON.parse(encodeResponse(response))).toEqual(asSent(jsonOf(response)));
      }),
    );
  });

  it("leaves every earlier reply as it was", () => {
    fc.assert(
      fc.property(anyCxSteps, anyCxSteps, anyCxSteps, (before, one, other) => {
        const prefix = replyBy(before);
        const rendered = JSON.stringify(renderReply(prefix, cxCall()));
        const first = one.reduce((made, step) => step(made), prefix);
        const firstRendered = JSON.stringify(renderReply(first, cxCall()));
        const second = other.reduce((made, step) => step(made), prefix);
        expect(JSON.stringify(renderReply(prefix, cxCall()))).toBe(rendered);
        expect(JSON.stringify(renderReply(first, cxCall()))).toBe(firstRendered);
        expect(JSON.stringify(renderReply(second, cxCall()))).toBe(
          JSON.stringify(renderReply(replyBy([...before, ...other]), cxCall())),
        );
      }),
    );
  });

  it("gives the same answer each time it is rendered", () => {
    fc.assert(
      fc.property(anyCxReply, (made) => {
        expect(renderReply(made, cxCall())).toEqual(renderReply(made, cxCall()));
      }),
    );
  });
});

describe("a reply", () => {
  it("lets nobody change what it says", () => {
    const made = reply().text("a");
    const brand = Symbol.for("fulfillkit.Reply");
    expect(Object.isFrozen(Reflect.get(made, brand))).toBe(true);
    expect(Reflect.set(made, brand, {})).toBe(false);
  });

  it("does not follow what the handler changes afterwards", () => {
    const tags = ["a"];
    const made = reply().text(tags).setParameters({ tags }).payload({ tags });
    const rendered = JSON.stringify(renderReply(made, cxCall()));
    tags.push("b");
    expect(JSON.stringify(renderReply(made, cxCall()))).toBe(rendered);
  });
});

describe("isReply", () => {
  it("knows replies, and those of another copy of the library", () => {
    expect(isReply(reply())).toBe(true);
    expect(isReply(reply().text("a"))).toBe(true);
    expect(isReply({ [Symbol.for("fulfillkit.Reply")]: {} })).toBe(true);
  });

  it.each([[undefined], [null], ["text"], [1], [{}], [{ fulfillmentResponse: {} }], [reply]])(
    "takes %o for none",
    (value) => {
      expect(isReply(value)).toBe(false);
    },
  );
});

/** JSON as text carries it, which has no -0. */
function asSent(json: JsonValue): unknown {
  return JSON.parse(JSON.stringify(json));
}
