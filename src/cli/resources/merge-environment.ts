/** An environment with what a file gives of it. */
import { clone } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import {
  EnvironmentSchema,
  type Environment,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import type { ResourceEntry } from "./resource-file.ts";

/**
 * What a file makes of an environment: the fields that it gives are as it has
 * them, and the others stay. An environment also has what other people put there:
 * versions, tests.
 */
export function mergeEnvironment(current: Environment, entry: ResourceEntry): Environment {
  const merged = clone(EnvironmentSchema, current);
  const target = reflect(EnvironmentSchema, merged);
  const source = reflect(EnvironmentSchema, clone(EnvironmentSchema, entry.message as Environment));
  for (const field of EnvironmentSchema.fields) {
    if (field.name === "name" || !entry.given.has(field.name)) continue;
    if (source.isSet(field)) target.set(field, source.get(field));
    else target.clear(field);
  }
  return merged;
}
