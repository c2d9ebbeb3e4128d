/**
 * REST paths that no proto carries: the platform serves operations and locations
 * under its own versions, by rules of its service configuration.
 */
import type { ServiceHttpRule } from "../transcoding/http-rule.ts";

const versions = ["v3", "v3beta1"];

/** Where operations are: in a project, or in one of its locations. */
const operationParents = ["projects/*", "projects/*/locations/*"];

const operations = "google.longrunning.Operations";
const locations = "google.cloud.location.Locations";

/** One path of a rule. */
type Path = Pick<ServiceHttpRule, "get" | "post" | "delete" | "body">;

function rule(selector: string, paths: readonly Path[]): ServiceHttpRule {
  const [first = {}, ...additionalBindings] = paths;
  return { selector, ...first, additionalBindings };
}

/** The paths of all operations, or of all collections of them, in every version. */
function operationPaths(make: (version: string, parent: string) => Path): Path[] {
  return versions.flatMap((version) => operationParents.map((parent) => make(version, parent)));
}

/** Rules for google.longrunning.Operations and google.cloud.location.Locations. */
export const mixinRules: readonly ServiceHttpRule[] = [
  rule(
    `${operations}.GetOperation`,
    operationPaths((version, parent) => ({ get: `/${version}/{name=${parent}/operations/*}` })),
  ),
  rule(
    `${operations}.ListOperations`,
    operationPaths((version, parent) => ({ get: `/${version}/{name=${parent}}/operations` })),
  ),
  rule(
    `${operations}.CancelOperation`,
    operationPaths((version, parent) => ({
      post: `/${version}/{name=${parent}/operations/*}:cancel`,
      body: "*",
    })),
  ),
  rule(
    `${operations}.DeleteOperation`,
    operationPaths((version, parent) => ({ delete: `/${version}/{name=${parent}/operations/*}` })),
  ),
  rule(
    `${operations}.WaitOperation`,
    operationPaths((version, parent) => ({
      post: `/${version}/{name=${parent}/operations/*}:wait`,
      body: "*",
    })),
  ),
  // Official clients ask for locations under /v1, too.
  rule(
    `${locations}.ListLocations`,
    ["v1", ...versions].map((version) => ({ get: `/${version}/{name=projects/*}/locations` })),
  ),
  rule(
    `${locations}.GetLocation`,
    ["v1", ...versions].map((version) => ({ get: `/${version}/{name=projects/*/locations/*}` })),
  ),
];
