/** Several sets of services as one, so that they share their doors. Loaded with the APIs. */
import { createRegistry } from "@bufbuild/protobuf";
import type { Api } from "./api.ts";

/**
 * Joins APIs. The first one gives its title, its version and the descriptions to all.
 *
 * @throws TypeError if there is none
 */
export function joinApis(apis: readonly Api[]): Api {
  const [first] = apis;
  if (first === undefined) throw new TypeError("There is no API to serve.");
  const { title, version, describe } = first;
  return {
    register(router) {
      for (const { register } of apis) register(router);
    },
    names: apis.flatMap(({ names }) => names),
    rules: apis.flatMap(({ rules }) => rules),
    restInterceptors: apis.flatMap(({ restInterceptors }) => restInterceptors),
    registry: createRegistry(...apis.map(({ registry }) => registry)),
    title,
    version,
    describe,
    async close() {
      await Promise.all(apis.map((api) => api.close()));
    },
  };
}
