import { describe, expect, it } from "vitest";
import { connectionHeaders, isHeaderName } from "../../../src/dispatch/transport/header-names.ts";
import { callWebhook, only } from "../behaviour/call.ts";
import { headerOf } from "../behaviour/webhook-server.ts";
import { webhookTo } from "../fixture.ts";

describe("headers of the connection", () => {
  it.each([...connectionHeaders])(
    "%s that a webhook sets is not sent, nor shown as sent",
    async (name) => {
      const { outcome, seen } = await callWebhook({
        webhook: (origin) =>
          webhookTo(origin, { requestHeaders: { [name]: "mine", "x-team": "a" } }),
      });
      expect(outcome.result).toBe("done");
      const sent = only(seen);
      expect(headerOf(sent, name) ?? "").not.toContain("mine");
      expect(headerOf(sent, "x-team")).toBe("a");
      expect(JSON.stringify(outcome.attempts[0]?.request?.headers)).not.toContain("mine");
      expect(outcome.warnings).toEqual([
        `The header ${name} is not sent: the connection has its own.`,
      ]);
    },
  );
});

describe("the name of a header", () => {
  it.each(["X-A", "a", "x.y~z", "!#$%&'*+-.^_`|~09"])("may be %s", (text) => {
    expect(isHeaderName(text)).toBe(true);
  });

  it.each(["", "X A", "X:A", "X-Ä", "a\n", "(a)", '"a"', "a/b", "a@b"])("may not be %j", (text) => {
    expect(isHeaderName(text)).toBe(false);
  });
});
