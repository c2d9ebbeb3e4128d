/**
 * Files of webhooks and environments: YAML or JSON, one document or many, lists
 * of resources, single resources, or maps with `agent`, `webhooks` and `environments`.
 */
import type { DescMessage, Message, MessageShape } from "@bufbuild/protobuf";
import {
  EnvironmentSchema,
  type Environment,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import {
  WebhookSchema,
  type Webhook,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { readMessage } from "./read-message.ts";
import type { ReferenceScope } from "./references.ts";
import {
  FileProblems,
  type Position,
  readSource,
  type SourceEntry,
  type SourceNode,
} from "./source.ts";

/** What webhooks and environments have in common. */
export type Named = Message & { readonly name: string; readonly displayName: string };

/** A resource in a file. */
export interface ResourceEntry<Resource extends Named = Named> {
  readonly message: Resource;
  /** Values with references, as the file has them, by path. */
  readonly written: ReadonlyMap<string, string>;
  readonly at: Position;
  /** The fields that the file gives, by their names in the proto. */
  readonly given: ReadonlySet<string>;
}

/** What a file holds. A collection that no document names is absent, which is not the same as empty. */
export interface ResourceFile {
  readonly problems: FileProblems;
  readonly agent?: string;
  readonly webhooks?: readonly ResourceEntry<Webhook>[];
  readonly environments?: readonly ResourceEntry<Environment>[];
}

/** How a file is read. */
export interface ResourceFileOptions extends ReferenceScope {
  /** The file's name, for messages. */
  readonly file: string;
  /** What a document or a list without a collection's name above it holds. Absent: nothing may be like that. */
  readonly bare?: "webhooks" | "environments";
}

interface Collected {
  agent?: string;
  webhooks?: ResourceEntry<Webhook>[];
  environments?: ResourceEntry<Environment>[];
}

/**
 * Reads a file of resources.
 *
 * @throws CommandError with file, line and column of everything that is wrong
 */
export function readResourceFile(text: string, options: ResourceFileOptions): ResourceFile {
  const problems = new FileProblems(options.file);
  const collected: Collected = {};
  for (const document of readSource(text, { ...options, problems }))
    collectDocument(document, { collected, problems, bare: options.bare });
  refuseTwins(collected.webhooks, problems);
  refuseTwins(collected.environments, problems);
  problems.throwIfAny();
  return { problems, ...collected };
}

interface Collecting {
  readonly collected: Collected;
  readonly problems: FileProblems;
  readonly bare: "webhooks" | "environments" | undefined;
}

const memberNames: readonly string[] = ["agent", "webhooks", "environments"];

function collectDocument(node: SourceNode, collecting: Collecting): void {
  const { bare, problems } = collecting;
  const isNamed =
    node.kind === "map" &&
    (bare === undefined || node.entries.some(({ key }) => memberNames.includes(key)));
  if (isNamed) for (const entry of node.entries) collectMember(entry, collecting);
  else if (bare === undefined)
    problems.add(node.at, "The document should be a map with agent, webhooks or environments.");
  else collectList(bare, node.kind === "list" ? node.items : [node], collecting);
}

function collectMember({ key, at, value }: SourceEntry, collecting: Collecting): void {
  const { collected, problems } = collecting;
  if (key === "agent") {
    if (value.kind !== "value" || typeof value.value !== "string")
      problems.add(value.at, "agent should be a name, projects/P/locations/L/agents/A.");
    else if (collected.agent !== undefined && collected.agent !== value.value)
      problems.add(at, "agent is given twice, and not the same: a file is about one agent.");
    else collected.agent = value.value;
    return;
  }
  if (key !== "webhooks" && key !== "environments") {
    const text = `There are agent, webhooks and environments, and no ${JSON.stringify(key)}.`;
    problems.add(at, text);
    return;
  }
  const isEmpty = value.kind === "value" && value.value === null;
  if (value.kind === "list" || isEmpty)
    collectList(key, value.kind === "list" ? value.items : [], collecting);
  else problems.add(value.at, `${key} should be a list.`);
}

function collectList(
  collection: "webhooks" | "environments",
  items: readonly SourceNode[],
  { collected, problems }: Collecting,
): void {
  if (collection === "webhooks")
    (collected.webhooks ??= []).push(
      ...items.map((item) => readEntry(WebhookSchema, item, problems)),
    );
  else
    (collected.environments ??= []).push(
      ...items.map((item) => readEntry(EnvironmentSchema, withPlainOverrides(item), problems)),
    );
}

function readEntry<Desc extends DescMessage>(
  schema: Desc,
  node: SourceNode,
  problems: FileProblems,
): Omit<ResourceEntry, "message"> & { readonly message: MessageShape<Desc> } {
  const names = new Set(node.kind === "map" ? node.entries.map(({ key }) => key) : []);
  const given = schema.fields
    .filter(({ name, jsonName }) => names.has(name) || names.has(jsonName))
    .map(({ name }) => name);
  return { ...readMessage(schema, node, problems), at: node.at, given: new Set(given) };
}

/** `webhookOverrides` right in an environment stands for the list within `webhookConfig`. */
function withPlainOverrides(node: SourceNode): SourceNode {
  if (node.kind !== "map") return node;
  const entries = node.entries.map((entry): SourceEntry => {
    if (entry.key !== "webhookOverrides") return entry;
    const value = { kind: "map", at: entry.value.at, entries: [entry] } as const;
    return { key: "webhookConfig", at: entry.at, value };
  });
  return { ...node, entries };
}

function refuseTwins(entries: readonly ResourceEntry[] = [], problems: FileProblems): void {
  const first = new Map<string, Position>();
  for (const { message, at } of entries) {
    const { displayName } = message;
    const before = first.get(displayName);
    if (displayName === "")
      problems.add(at, "It needs a displayName: that is how a resource of a file is known.");
    else if (before !== undefined)
      problems.add(at, `${JSON.stringify(displayName)} stands already in line ${before.line}.`);
    else first.set(displayName, at);
  }
}
