import { clone, getExtension, setExtension } from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  EnumDescriptorProtoSchema,
  type FieldDescriptorProto,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldDescriptorProtoSchema,
  type FileDescriptorProto,
  type FileDescriptorSet,
  FileDescriptorSetSchema,
  type MethodDescriptorProto,
  type MethodOptions,
} from "@bufbuild/protobuf/wkt";
import { beforeAll, describe, expect, it } from "vitest";
import { http } from "../../gen/es/google/api/annotations_pb.ts";
import { method_signature } from "../../gen/es/google/api/client_pb.ts";
import { field_behavior, FieldBehavior } from "../../gen/es/google/api/field_behavior_pb.ts";
import { resource, resource_reference } from "../../gen/es/google/api/resource_pb.ts";
import { operation_info } from "../../gen/es/google/longrunning/operations_pb.ts";
import { declarationsOf } from "./declarations.ts";
import { differences } from "./differences.ts";
import { buildOfficial, buildOurs } from "./image.ts";

const v3 = "google/cloud/dialogflow/cx/v3";
const cxV3 = "google.cloud.dialogflow.cx.v3";

/** Files of which nothing may be left out. Of the others we declare what these need. */
const complete = [
  ...["webhook", "response_message", "tool_call", "environment", "deployment"].flatMap((name) => [
    `${v3}/${name}.proto`,
    `${v3}beta1/${name}.proto`,
  ]),
  "google/cloud/dialogflow/v2/webhook.proto",
];

/** Both contracts as built; cases alter clones of them. */
let ours: FileDescriptorSet;
let official: FileDescriptorSet;

beforeAll(async () => {
  [ours, official] = await Promise.all([buildOurs(), buildOfficial()]);
});

/** The files of the platform's packages that we declare something of. */
function declaredFiles(): readonly string[] {
  const ofPlatform = ours.file.filter(({ name }) => name.startsWith("google/cloud/dialogflow/"));
  return ofPlatform.map(({ name }) => name);
}

function compare(here: FileDescriptorSet, there: FileDescriptorSet): readonly string[] {
  const files = declaredFiles();
  const sides = { ours: declarationsOf(here, files), official: declarationsOf(there, files) };
  return differences(sides, complete);
}

/** Finds what a case wants to alter, so that a case which finds nothing fails. */
function named<T extends { readonly name: string }>(elements: readonly T[], name: string): T {
  const found = elements.find((element) => element.name === name);
  if (!found) throw new Error(`Nothing is called ${name}`);
  return found;
}

function file(set: FileDescriptorSet, name: string): FileDescriptorProto {
  return named(set.file, `${v3}/${name}.proto`);
}

function message(set: FileDescriptorSet, name: string): DescriptorProto {
  return named(file(set, "webhook").messageType, name);
}

function field(set: FileDescriptorSet, path: `${string}.${string}`): FieldDescriptorProto {
  const [scope = "", name = ""] = path.split(".");
  return named(message(set, scope).field, name);
}

function method(set: FileDescriptorSet, name: string): MethodDescriptorProto {
  return named(named(file(set, "environment").service, "Environments").method, name);
}

function optionsOf<T>(element: { readonly options?: T | undefined }): T {
  if (!element.options) throw new Error("No options to alter");
  return element.options;
}

function without(elements: { readonly name: string }[], name: string): void {
  elements.splice(
    elements.findIndex((element) => element.name === name),
    1,
  );
}

interface Alteration {
  readonly what: string;
  readonly alter: (set: FileDescriptorSet) => void;
  /** The differences expected when the official side is altered. */
  readonly says: readonly string[];
}

const signatureOf = (options: MethodOptions): string[] => getExtension(options, method_signature);

const alterations: readonly Alteration[] = [
  {
    what: "another number",
    alter: (set) => (field(set, "PageInfo.display_name").number = 7),
    says: [`${cxV3}.PageInfo field display_name number: 4 here, 7 there`],
  },
  {
    what: "another type",
    alter: (set) => (field(set, "PageInfo.display_name").type = FieldDescriptorProto_Type.BYTES),
    says: [`${cxV3}.PageInfo field display_name type: "TYPE_STRING" here, "TYPE_BYTES" there`],
  },
  {
    what: "another message type",
    alter: (set) => (field(set, "PageInfo.form_info").typeName = `.${cxV3}.SessionInfo`),
    says: [
      `${cxV3}.PageInfo field form_info typeName: ".${cxV3}.PageInfo.FormInfo" here, ".${cxV3}.SessionInfo" there`,
    ],
  },
  {
    what: "another label",
    alter: (set) => (field(set, "WebhookRequest.text").label = FieldDescriptorProto_Label.REPEATED),
    says: [
      `${cxV3}.WebhookRequest field text label: "LABEL_OPTIONAL" here, "LABEL_REPEATED" there`,
    ],
  },
  {
    what: "another JSON name",
    alter: (set) => (field(set, "PageInfo.form_info").jsonName = "form"),
    says: [`${cxV3}.PageInfo field form_info jsonName: "formInfo" here, "form" there`],
  },
  {
    what: "explicit presence",
    alter: (set) => (field(set, "PageInfo.display_name").proto3Optional = true),
    says: [`${cxV3}.PageInfo field display_name proto3Optional: absent here, true there`],
  },
  {
    what: "another oneof",
    alter: (set) => (named(message(set, "WebhookRequest").oneofDecl, "query").name = "input"),
    says: [
      ...["text", "trigger_intent", "transcript", "trigger_event", "dtmf_digits"].map(
        (name) => `${cxV3}.WebhookRequest field ${name} oneof: "query" here, "input" there`,
      ),
      `${cxV3}.WebhookRequest oneofDecl: ["query"] here, ["input"] there`,
    ],
  },
  {
    what: "another field",
    alter: (set) => {
      const more = clone(FieldDescriptorProtoSchema, field(set, "LanguageInfo.confidence_score"));
      message(set, "LanguageInfo").field.push({ ...more, name: "extra", number: 9 });
    },
    says: [
      `${cxV3}.LanguageInfo field extra: absent here, {"name":"extra","number":9,"label":"LABEL_OPTIONAL","type":"TYPE_FLOAT","jsonName":"confidenceScore"} there`,
    ],
  },
  {
    what: "another nested message",
    alter: (set) => {
      const more = clone(DescriptorProtoSchema, message(set, "LanguageInfo"));
      message(set, "SessionInfo").nestedType.push({ ...more, name: "Extra" });
    },
    says: [
      `${cxV3}.SessionInfo nestedType: ["ParametersEntry"] here, ["Extra","ParametersEntry"] there`,
      `${cxV3}.SessionInfo.Extra: not here`,
    ],
  },
  {
    what: "another message in a complete file",
    alter: (set) => {
      const more = clone(DescriptorProtoSchema, message(set, "LanguageInfo"));
      file(set, "webhook").messageType.push({ ...more, name: "Extra" });
    },
    says: [`${cxV3}.Extra: not here`],
  },
  {
    what: "no message of that name",
    alter: (set) => without(file(set, "environment").messageType, "DeployFlowResponse"),
    says: [`${cxV3}.DeployFlowResponse: not there`],
  },
  {
    what: "another enum value",
    alter: (set) => {
      const { enumType } = named(file(set, "deployment").messageType, "Deployment");
      named(named(enumType, "State").value, "FAILED").number = 4;
    },
    says: [`${cxV3}.Deployment.State value FAILED number: 3 here, 4 there`],
  },
  {
    what: "another enum",
    alter: (set) => {
      const deployment = named(file(set, "deployment").messageType, "Deployment");
      const more = clone(EnumDescriptorProtoSchema, named(deployment.enumType, "State"));
      deployment.enumType.push({ ...more, name: "Extra" });
    },
    says: [
      `${cxV3}.Deployment enumType: ["State"] here, ["Extra","State"] there`,
      `${cxV3}.Deployment.Extra: not here`,
    ],
  },
  {
    what: "no method of that name",
    alter: (set) =>
      without(named(file(set, "webhook").service, "Webhooks").method, "DeleteWebhook"),
    says: [expect.stringMatching(/Webhooks method DeleteWebhook: \{.*\} here, absent there$/)],
  },
  {
    what: "another result of a method",
    alter: (set) => (method(set, "DeployFlow").outputType = `.${cxV3}.DeployFlowResponse`),
    says: [
      `${cxV3}.Environments method DeployFlow outputType: ".google.longrunning.Operation" here, ".${cxV3}.DeployFlowResponse" there`,
    ],
  },
  {
    what: "a streaming method",
    alter: (set) => (method(set, "DeployFlow").serverStreaming = true),
    says: [`${cxV3}.Environments method DeployFlow serverStreaming: absent here, true there`],
  },
  {
    what: "another HTTP binding",
    alter: (set) => {
      const options = optionsOf(method(set, "GetEnvironment"));
      const rule = getExtension(options, http);
      rule.additionalBindings.push({
        ...rule,
        pattern: { case: "get", value: "/v4/{name=**}" },
        additionalBindings: [],
      });
      setExtension(options, http, rule);
    },
    says: [
      `${cxV3}.Environments method GetEnvironment options [google.api.http] additionalBindings: absent here, [{"get":"/v4/{name=**}"}] there`,
    ],
  },
  {
    what: "another method signature",
    alter: (set) => {
      const options = optionsOf(method(set, "GetEnvironment"));
      setExtension(options, method_signature, [...signatureOf(options), "parent"]);
    },
    says: [
      `${cxV3}.Environments method GetEnvironment options [google.api.method_signature]: ["name"] here, ["name","parent"] there`,
    ],
  },
  {
    what: "another operation result",
    alter: (set) => {
      const options = optionsOf(method(set, "DeployFlow"));
      const info = getExtension(options, operation_info);
      setExtension(options, operation_info, { ...info, responseType: "Environment" });
    },
    says: [
      `${cxV3}.Environments method DeployFlow options [google.longrunning.operation_info] responseType: "DeployFlowResponse" here, "Environment" there`,
    ],
  },
  {
    what: "another field behaviour",
    alter: (set) =>
      setExtension(optionsOf(field(set, "Webhook.display_name")), field_behavior, [
        FieldBehavior.IMMUTABLE,
      ]),
    says: [
      `${cxV3}.Webhook field display_name options [google.api.field_behavior]: ["REQUIRED"] here, ["IMMUTABLE"] there`,
    ],
  },
  {
    what: "another resource pattern",
    alter: (set) => {
      const options = optionsOf(message(set, "Webhook"));
      const known = getExtension(options, resource);
      setExtension(options, resource, { ...known, pattern: ["webhooks/{webhook}"] });
    },
    says: [
      `${cxV3}.Webhook options [google.api.resource] pattern: ["projects/{project}/locations/{location}/agents/{agent}/webhooks/{webhook}"] here, ["webhooks/{webhook}"] there`,
    ],
  },
  {
    what: "another resource reference",
    alter: (set) => {
      const options = optionsOf(field(set, "GetWebhookRequest.name"));
      const known = getExtension(options, resource_reference);
      setExtension(options, resource_reference, { ...known, type: "*" });
    },
    says: [
      `${cxV3}.GetWebhookRequest field name options [google.api.resource_reference] type: "dialogflow.googleapis.com/Webhook" here, "*" there`,
    ],
  },
  {
    what: "another package for Java",
    alter: (set) => (optionsOf(file(set, "webhook")).javaPackage = "com.example"),
    says: [
      `${v3}/webhook.proto options javaPackage: "com.google.cloud.dialogflow.cx.v3" here, "com.example" there`,
    ],
  },
];

describe("our contract and the official one", () => {
  it("declare the same in v3, v3beta1 and v2, and leave nothing out of a complete file", () => {
    expect(compare(ours, official)).toEqual([]);
  });

  it("are compared for all three versions, and the complete files are declared", () => {
    const packages = new Set(ours.file.map((file) => file.package));
    expect(packages).toContain(cxV3);
    expect(packages).toContain("google.cloud.dialogflow.cx.v3beta1");
    expect(packages).toContain("google.cloud.dialogflow.v2");
    expect(declaredFiles()).toEqual(expect.arrayContaining(complete));
  });
});

describe("a change of the official contract is reported", () => {
  it.each(alterations)("$what", ({ alter, says }) => {
    const changed = clone(FileDescriptorSetSchema, official);
    alter(changed);
    expect(compare(ours, changed)).toEqual(says);
  });
});

describe("a change of our contract is reported", () => {
  it.each(alterations)("$what", ({ alter }) => {
    const changed = clone(FileDescriptorSetSchema, ours);
    alter(changed);
    expect(compare(changed, official)).not.toEqual([]);
  });
});
