/**
 * The run-time of generated JSON readers and writers (`protoc-gen-fulfillkit-json`).
 *
 * For applications: the errors, the options and the JSON types. The rest is for
 * generated code alone and changes with the generator.
 */
export { Fault, type FaultKind, JsonReadError, JsonWriteError, within } from "./fault.ts";
export {
  type JsonObject,
  type JsonValue,
  type ReadOptions,
  setOwn,
  setPrototypeKey,
} from "./json.ts";
export * from "./map-key.ts";
export * from "./read.ts";
export * from "./read-scalar.ts";
export * from "./read-struct.ts";
export * from "./read-time.ts";
export * from "./read-wrapper.ts";
export * from "./write.ts";
export * from "./write-scalar.ts";
export * from "./write-struct.ts";
export * from "./write-time.ts";
export * from "./write-wrapper.ts";
