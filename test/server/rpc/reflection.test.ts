import { fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { Code, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as v1 from "../../../gen/es/grpc/reflection/v1/reflection_pb.ts";
import * as v1alpha from "../../../gen/es/grpc/reflection/v1alpha/reflection_pb.ts";
import { openDoor, type OpenDoor } from "./fixture.ts";

let open: OpenDoor;
beforeAll(async () => {
  open = await openDoor({
    handleWebhook: async ({ languageCode }) => ({ payload: { languageCode } }),
  });
});
afterAll(() => open.close());

type Asked = v1.ServerReflectionRequest["messageRequest"];

/** Asks one question of each version; both must answer alike. */
async function ask(messageRequest: Asked): Promise<v1.ServerReflectionResponse["messageResponse"]> {
  const transport = createGrpcTransport({ baseUrl: open.url });
  async function* question() {
    yield { host: "h", messageRequest };
  }
  async function* alphaQuestion() {
    yield {
      host: "h",
      messageRequest: messageRequest as v1alpha.ServerReflectionRequest["messageRequest"],
    };
  }
  const answers: (v1.ServerReflectionResponse | v1alpha.ServerReflectionResponse)[] = [];
  for await (const answer of createClient(v1.ServerReflection, transport).serverReflectionInfo(
    question(),
  ))
    answers.push(answer);
  for await (const answer of createClient(v1alpha.ServerReflection, transport).serverReflectionInfo(
    alphaQuestion(),
  ))
    answers.push(answer);
  const [first, second] = answers;
  if (first?.$typeName !== "grpc.reflection.v1.ServerReflectionResponse")
    throw new Error("There is no answer.");
  const plain = (answer: unknown) => JSON.stringify(answer).replaceAll("v1alpha", "v1");
  expect(answers).toHaveLength(2);
  expect(plain(second)).toBe(plain(first));
  expect(first).toMatchObject({
    validHost: "h",
    originalRequest: { messageRequest: { case: messageRequest.case } },
  });
  return first.messageResponse;
}

describe("server reflection", () => {
  it("lists the services", async () => {
    const answer = await ask({ case: "listServices", value: "" });
    expect(answer).toMatchObject({
      value: { service: open.door.services.map((name) => ({ name })) },
    });
  });

  it.each<[string, Asked]>([
    ["a name", { case: "fileByFilename", value: "fulfillkit/v1/webhook.proto" }],
    ["a symbol", { case: "fileContainingSymbol", value: "fulfillkit.v1.WebhookService" }],
  ])("gives the file of %s, with all that it needs", async (_, asked) => {
    const answer = await ask(asked);
    if (answer.case !== "fileDescriptorResponse") throw new Error(`The answer is ${answer.case}.`);
    const files = answer.value.fileDescriptorProto.map((bytes) =>
      fromBinary(FileDescriptorProtoSchema, bytes),
    );
    expect(files[0]?.name).toBe("fulfillkit/v1/webhook.proto");
    expect(files[0]?.service.map(({ name }) => name)).toEqual(["WebhookService"]);
    const names = new Set(files.map(({ name }) => name));
    expect(
      files.flatMap(({ dependency }) => dependency).filter((name) => !names.has(name)),
    ).toEqual([]);
  });

  it("gives the file of an extension, and the numbers of all", async () => {
    const containingType = "google.protobuf.MethodOptions";
    const extension = { containingType, extensionNumber: 72_295_728 };
    const file = await ask({
      case: "fileContainingExtension",
      value: { $typeName: "grpc.reflection.v1.ExtensionRequest", ...extension },
    });
    expect(file.case).toBe("fileDescriptorResponse");
    const numbers = await ask({ case: "allExtensionNumbersOfType", value: containingType });
    if (numbers.case !== "allExtensionNumbersResponse")
      throw new Error(`The answer is ${numbers.case}.`);
    expect(numbers.value.baseTypeName).toBe(containingType);
    expect(numbers.value.extensionNumber).toContain(72_295_728);
  });

  it.each<[string, Asked, Code]>([
    ["an unknown file", { case: "fileByFilename", value: "acme.proto" }, Code.NotFound],
    ["an unknown symbol", { case: "fileContainingSymbol", value: "acme.Thing" }, Code.NotFound],
    [
      "an unknown extension",
      {
        case: "fileContainingExtension",
        value: {
          $typeName: "grpc.reflection.v1.ExtensionRequest",
          containingType: "acme.Thing",
          extensionNumber: 1,
        },
      },
      Code.NotFound,
    ],
    [
      "an unknown message",
      { case: "allExtensionNumbersOfType", value: "acme.Thing" },
      Code.NotFound,
    ],
    ["nothing", { case: undefined }, Code.InvalidArgument],
  ])("answers with an error where %s is asked for, and goes on", async (_, asked, errorCode) => {
    expect(await ask(asked)).toMatchObject({ case: "errorResponse", value: { errorCode } });
  });
});

describe("buf curl without any .proto file", () => {
  const buf = fileURLToPath(new URL("../../../node_modules/.bin/buf", import.meta.url));
  const curl = async (protocol: string, ...args: string[]): Promise<string> => {
    const options = ["curl", "--http2-prior-knowledge", "--protocol", protocol, "--reflect"];
    const { stdout } = await promisify(execFile)(buf, [...options, ...args], { cwd: "/" });
    return stdout;
  };

  it("lists services and methods", async () => {
    expect((await curl("grpc", "--list-services", open.url)).trim().split("\n")).toEqual(
      open.door.services,
    );
    expect(await curl("grpc", "--list-methods", open.url)).toContain(
      "fulfillkit.v1.WebhookService/HandleWebhook",
    );
  });

  it.each(["grpc", "grpcweb", "connect"])("calls a method by %s", async (protocol) => {
    const url = `${open.url}/fulfillkit.v1.WebhookService/HandleWebhook`;
    const answer = await curl(protocol, "--data", '{"languageCode":"de"}', url);
    expect(JSON.parse(answer)).toEqual({ payload: { languageCode: "de" } });
  });
});
