/** The parts of an answer that tests ask for, read from its JSON. */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { StatusBody } from "../errors.ts";
import type { TestAnswer } from "./client.ts";

type AnswerParts = Omit<TestAnswer, "status" | "body" | "events">;

/** Reads an answer of CX, of ES, or an error's body. */
export function readAnswer(status: number, body: JsonObject): AnswerParts {
  if (status !== 200) return { ...readCx({}), error: (body as unknown as StatusBody).error };
  const isEs = [
    "fulfillmentText",
    "fulfillmentMessages",
    "outputContexts",
    "followupEventInput",
  ].some((name) => name in body);
  return isEs ? readEs(body) : readCx(body);
}

function readCx(body: JsonObject): AnswerParts {
  const messages = list(object(body["fulfillmentResponse"])["messages"]).map(object);
  const form = list(object(object(body["pageInfo"])["formInfo"])["parameterInfo"]).map(object);
  return {
    error: undefined,
    messages,
    texts: textsOf(messages),
    parameters: object(object(body["sessionInfo"])["parameters"]),
    formParameters: Object.fromEntries(
      form
        .filter((info) => "value" in info)
        .map((info) => [text(info["displayName"]) ?? "", info["value"] ?? null]),
    ),
    invalidated: form
      .filter(({ state }) => state === "INVALID")
      .map((info) => text(info["displayName"]) ?? ""),
    target: text(body["targetPage"]) ?? text(body["targetFlow"]),
  };
}

function readEs(body: JsonObject): AnswerParts {
  const messages = list(body["fulfillmentMessages"]).map(object);
  const texts = textsOf(messages);
  const fulfillmentText = text(body["fulfillmentText"]);
  const context = list(body["outputContexts"])
    .map(object)
    .find(({ name }) => text(name)?.endsWith("/contexts/session-parameters"));
  return {
    ...readCx({}),
    messages,
    texts: texts.length === 0 && fulfillmentText !== undefined ? [fulfillmentText] : texts,
    parameters: object(context?.["parameters"]),
  };
}

function textsOf(messages: readonly JsonObject[]): readonly string[] {
  return messages.flatMap((message) => {
    const [first] = list(object(message["text"])["text"]);
    return typeof first === "string" ? [first] : [];
  });
}

function object(json: JsonValue | undefined): JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json) ? json : {};
}

function list(json: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(json) ? json : [];
}

function text(json: JsonValue | undefined): string | undefined {
  return typeof json === "string" ? json : undefined;
}
