import {
  create,
  createRegistry,
  type DescMessage,
  type DescService,
  type Message,
} from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import type { ServiceImpl } from "@connectrpc/connect";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EffectiveWebhookService } from "../../gen/es/fulfillkit/v1/effective_webhook_pb.ts";
import {
  CreateEnvironmentRequestSchema,
  DeployFlowRequestSchema,
  Environments,
  LookupEnvironmentHistoryRequestSchema,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import {
  CreateWebhookRequestSchema,
  DeleteWebhookRequestSchema,
  GetWebhookRequestSchema,
  ListWebhooksRequestSchema,
  UpdateWebhookRequestSchema,
  Webhooks,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { Operations } from "../../gen/es/google/longrunning/operations_pb.ts";
import { restRequest } from "../../src/client/rest-request.ts";
import { mixinRules } from "../../src/management/http-rules.ts";
import { createTranscoder, httpBindings } from "../../src/transcoding/index.ts";
import { arbitraryMessage } from "../arbitrary/message.ts";
import { message as echo, registry as echoRegistry, serviceType } from "../transcoding/fixture.ts";
import { agent, operationName } from "./fixture.ts";

const services: readonly DescService[] = [Webhooks, Environments, EffectiveWebhookService];
const registry = createRegistry(...services);
const bindings = httpBindings(
  [...services, Operations].flatMap((service) => service.methods),
  mixinRules.filter(({ selector }) => selector.startsWith(Operations.typeName)),
);

/** The request for a message of the method of that name. */
function request(name: string, message: Message) {
  const own = bindings.filter(({ method }) => method.name === name);
  return restRequest(message, { bindings: own, registry });
}

const alt = "$alt=json;enum-encoding=int";

describe("restRequest", () => {
  it("puts names into the path and the rest into the query", () => {
    const message = create(ListWebhooksRequestSchema, {
      parent: agent,
      pageSize: 5,
      pageToken: "a/b",
    });
    expect(request("ListWebhooks", message)).toEqual({
      method: "GET",
      target: `/v3/${agent}/webhooks?pageSize=5&pageToken=a%2Fb&${alt}`,
      body: undefined,
    });
  });

  it("puts the resource into the body, without the name that the path has", () => {
    const message = create(UpdateWebhookRequestSchema, {
      webhook: { name: `${agent}/webhooks/w`, displayName: "d" },
      updateMask: { paths: ["display_name", "generic_web_service.request_headers.`X-A`"] },
    });
    expect(request("UpdateWebhook", message)).toEqual({
      method: "PATCH",
      target: `/v3/${agent}/webhooks/w?updateMask=${encodeURIComponent("display_name,generic_web_service.request_headers.`X-A`")}&${alt}`,
      body: '{"displayName":"d"}',
    });
  });

  it("puts everything but the path into the body of a custom method", () => {
    const message = create(DeployFlowRequestSchema, {
      environment: `${agent}/environments/e`,
      flowVersion: "f",
    });
    expect(request("DeployFlow", message)).toEqual({
      method: "POST",
      target: `/v3/${agent}/environments/e:deployFlow?${alt}`,
      body: '{"flowVersion":"f"}',
    });
  });

  it("sends a body where the method has one, even an empty one", () => {
    expect(
      request("CreateWebhook", create(CreateWebhookRequestSchema, { parent: agent })).body,
    ).toBe("{}");
  });

  it("chooses the path that the name fits", () => {
    const get = (name: string) =>
      request("GetOperation", create(Operations.method.getOperation.input, { name })).target;
    expect([get(operationName), get("projects/p/operations/o")]).toEqual([
      `/v3/${operationName}?${alt}`,
      `/v3/projects/p/operations/o?${alt}`,
    ]);
  });

  it.each([
    ["", "nothing"],
    ["projects/p", "too short"],
    [`${agent}/environments/e`, "another kind"],
    [`${agent}/webhooks/`, "an empty segment"],
    [`${agent}/webhooks/..`, "a segment that a URL loses"],
    [`${agent}/webhooks/a/b`, "too long"],
  ])("refuses the name %j: %s", (name) => {
    const message = create(GetWebhookRequestSchema, { name });
    expect(() => request("GetWebhook", message)).toThrow(/^\[invalid_argument\] name does not fit/);
  });

  it("encodes what has a meaning in URLs", () => {
    const message = create(DeleteWebhookRequestSchema, {
      name: `${agent}/webhooks/a?b#c%:d`,
      force: true,
    });
    expect(request("DeleteWebhook", message).target).toBe(
      `/v3/${agent}/webhooks/a%3Fb%23c%25%3Ad?force=true&${alt}`,
    );
  });

  it("writes nested fields and lists into the query", () => {
    const [service, name] = [serviceType("EchoService"), "EchoQuery"];
    const message = echo("EchoRequest", { sample: { fString: "a b", fChild: { fString: "c" } } });
    const own = httpBindings(service.methods.filter((method) => method.name === name));
    const { target } = restRequest(message, { bindings: own, registry: echoRegistry });
    expect(target.split("?")[1]?.split("&")).toEqual(
      expect.arrayContaining(["sample.fString=a%20b", "sample.fChild.fString=c"]),
    );
  });
});

describe("a message that becomes a REST request", () => {
  const segment = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 8 })
    .filter((text) => !/[/%]/.test(text) && text !== "." && text !== "..");
  const table: readonly (readonly [string, DescMessage, string, string])[] = [
    ["ListWebhooks", ListWebhooksRequestSchema, "parent", ""],
    ["CreateWebhook", CreateWebhookRequestSchema, "parent", ""],
    ["DeleteWebhook", DeleteWebhookRequestSchema, "name", "/webhooks/"],
    ["CreateEnvironment", CreateEnvironmentRequestSchema, "parent", ""],
    ["DeployFlow", DeployFlowRequestSchema, "environment", "/environments/"],
    ["LookupEnvironmentHistory", LookupEnvironmentHistoryRequestSchema, "name", "/environments/"],
  ];

  it.each(table)("reaches %s unchanged", async (name, desc, field, collection) => {
    let received: Message | undefined;
    const method = bindings.find((one) => one.method.name === name)?.method;
    if (method === undefined) throw new Error(`There is no method ${name}.`);
    const transcoder = createTranscoder({
      services: (router) =>
        router.service(method.parent, {
          [method.localName]: (message: Message): object => {
            received = message;
            return {};
          },
        } as unknown as Partial<ServiceImpl<DescService>>),
    });
    const messages = arbitraryMessage(desc, { maxDepth: 4, protoKeys: false, unknownEnums: true });
    await fc.assert(
      fc.asyncProperty(messages, segment, async (message, id) => {
        const target = desc.fields.find((one) => one.name === field);
        if (target === undefined) throw new Error(`There is no field ${field}.`);
        reflect(desc, message).set(
          target,
          collection === "" ? agent : `${agent}${collection}${id}`,
        );
        const { target: url, body, method: httpMethod } = request(name, message);
        received = undefined;
        const answer = await transcoder.handle({
          method: httpMethod,
          url,
          headers: { "content-type": "application/json" },
          ...(body !== undefined && { body: new TextEncoder().encode(body) }),
        });
        expect(received, new TextDecoder().decode(answer.body)).toEqual(
          present(desc, message, name),
        );
      }),
      { numRuns: 50 },
    );
  });
});

/** The message with the resource that a body always brings along. */
function present(desc: DescMessage, message: Message, name: string): Message {
  const resource = desc.fields.find(({ name }) => name === "webhook" || name === "environment");
  if (!name.startsWith("Create") || resource?.fieldKind !== "message") return message;
  const target = reflect(desc, message);
  if (!target.isSet(resource)) target.set(resource, reflect(resource.message));
  return message;
}
