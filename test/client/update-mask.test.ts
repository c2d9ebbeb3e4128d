import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EnvironmentSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { WebhookSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { protoPath } from "../../src/client/update-mask.ts";
import { resolvePath } from "../../src/management/mask-path.ts";

describe("protoPath", () => {
  it.each([
    ["displayName", "display_name", "a field"],
    [
      "genericWebService.oauthConfig.clientId",
      "generic_web_service.oauth_config.client_id",
      "deep",
    ],
    ["genericWebService.requestHeaders", "generic_web_service.request_headers", "a whole map"],
    [
      "genericWebService.requestHeaders.team",
      "generic_web_service.request_headers.team",
      "an entry of a map",
    ],
    [
      "genericWebService.requestHeaders.displayName",
      "generic_web_service.request_headers.displayName",
      "a key is no field",
    ],
    [
      "genericWebService.requestHeaders.`x-team`",
      "generic_web_service.request_headers.`x-team`",
      "a key in backquotes",
    ],
    ["*", "*", "everything"],
    ["no_such.Field", "no_such.Field", "what is unknown is for the server to refuse"],
  ])("writes %s as %s: %s", (path, expected) => {
    expect(protoPath(path, WebhookSchema)).toBe(expected);
  });

  it("knows environments, too", () => {
    expect(protoPath("testCasesConfig.enableContinuousRun", EnvironmentSchema)).toBe(
      "test_cases_config.enable_continuous_run",
    );
  });

  it("gives paths by which the server finds the key, whatever it is", () => {
    const key = fc
      .string({ minLength: 1 })
      .filter((text) => !(text.length > 1 && text.startsWith("`") && text.endsWith("`")));
    fc.assert(
      fc.property(key, (text) => {
        const path = protoPath(`genericWebService.requestHeaders.${text}`, WebhookSchema);
        expect(resolvePath(WebhookSchema, path).at(-1)?.key).toBe(text);
      }),
    );
  });
});
