/** What webhooks and environments have in common, so that one command serves both. */
import { clone, toJson, type DescMessage, type JsonObject, type Message } from "@bufbuild/protobuf";
import { hideSecrets } from "../../management/stored-message.ts";
import type { Named, ResourceEntry, ResourceFile } from "../resources/resource-file.ts";
import type { PendingOperation } from "../../client/index.ts";
import type { Session } from "./connection.ts";
import type { Column } from "./output.ts";

/** What is created, and where. */
export interface CreateRequest<Resource extends Named = Named> {
  readonly parent: string;
  readonly resource: Resource;
}

/** What is written, and which fields of it. */
export interface UpdateRequest<Resource extends Named = Named> {
  readonly resource: Resource;
  readonly paths: readonly string[];
}

/**
 * A kind of resource, and how a server is asked for it. Messages that go in are
 * of the schema.
 */
export interface ResourceType {
  readonly kind: "webhook" | "environment";
  readonly collection: "webhooks" | "environments";
  /** With its article: `an environment`. */
  readonly one: string;
  readonly schema: DescMessage;
  readonly columns: readonly Column[];
  /** What a file has of the kind. */
  entries(file: ResourceFile): readonly ResourceEntry[];
  list(session: Session, parent: string): AsyncIterable<Named>;
  get(session: Session, name: string): Promise<Named>;
  create(session: Session, request: CreateRequest): Promise<Named>;
  /** Writes the fields of a mask, which is not empty. */
  update(session: Session, request: UpdateRequest): Promise<Named>;
  /** Where writing takes its time: the operations that `create` and `update` wait for. */
  readonly operations?: {
    create(session: Session, request: CreateRequest): PendingOperation<Named>;
    update(session: Session, request: UpdateRequest): PendingOperation<Named>;
  };
  remove(
    session: Session,
    request: { readonly name: string; readonly force: boolean },
  ): Promise<void>;
  /** Puts names where a file has display names. @throws CommandError for one that the agent does not have */
  bind(session: Session, resource: Named, parent: string): Promise<Named>;
  /** What an import makes of what is there: `current` with what the entry gives. */
  merge(current: Named, entry: ResourceEntry): Named;
  /** A resource in JSON as a file should have it, display names in place of names. */
  toFile(session: Session, json: JsonObject, parent: string): Promise<JsonObject>;
}

/** A resource as JSON for printing: its secrets hidden, unless they are asked for. */
export function shownJson(
  schema: DescMessage,
  resource: Message,
  { showSecrets }: { readonly showSecrets: boolean },
): JsonObject {
  const shown = clone(schema, resource);
  if (!showSecrets) hideSecrets(schema, shown);
  return toJson(schema, shown) as JsonObject;
}

/** Everything that an iterable gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
