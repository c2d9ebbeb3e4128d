import { getOption, hasOption } from "@bufbuild/protobuf";
import { createRouterTransport } from "@connectrpc/connect";
import { afterAll, describe, expect, it } from "vitest";
import { http } from "../../gen/es/google/api/annotations_pb.ts";
import { mixinRules } from "../../src/management/http-rules.ts";
import { managementServices, registerManagement } from "../../src/management/register.ts";
import { openStore } from "../../src/storage/index.ts";
import { newSecretBox } from "./fixture.ts";

const store = await openStore();

afterAll(async () => {
  await store.close();
});

describe("the services of the management API", () => {
  it("are registered, all of them and no other", () => {
    const registered: string[] = [];
    createRouterTransport((router) => {
      registerManagement(router, { store, secrets: newSecretBox() });
      registered.push(...new Set(router.handlers.map(({ service }) => service.typeName)));
    });
    expect(registered.toSorted()).toEqual(
      managementServices.map(({ typeName }) => typeName).toSorted(),
    );
    expect(registered).toEqual(
      expect.arrayContaining([
        "google.cloud.dialogflow.cx.v3.Webhooks",
        "google.cloud.dialogflow.cx.v3beta1.Webhooks",
        "google.cloud.dialogflow.cx.v3.Environments",
        "google.cloud.dialogflow.cx.v3beta1.Environments",
        "google.longrunning.Operations",
        "google.cloud.location.Locations",
      ]),
    );
  });

  it.each(
    managementServices.flatMap(({ typeName, methods }) =>
      methods.map((method) => [`${typeName}.${method.name}`, method] as const),
    ),
  )("%s is called over REST, too", (selector, method) => {
    const annotated = hasOption(method, http) && getOption(method, http).pattern.case !== undefined;
    expect(annotated || mixinRules.some((rule) => rule.selector === selector)).toBe(true);
  });

  it("have HTTP rules of their own for methods that are there", () => {
    const selectors = managementServices.flatMap(({ typeName, methods }) =>
      methods.map(({ name }) => `${typeName}.${name}`),
    );
    expect(mixinRules.filter(({ selector }) => !selectors.includes(selector))).toEqual([]);
  });
});
