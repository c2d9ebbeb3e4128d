/**
 * The conformance service at run time. Its protos belong to Connect and are not
 * kept here: `buf build` compiles them to an image before a run, and this reads it.
 */
import {
  createFileRegistry,
  fromBinary,
  type DescMessage,
  type DescService,
  type FileRegistry,
  type Message,
} from "@bufbuild/protobuf";
import { FileDescriptorSetSchema, type Any } from "@bufbuild/protobuf/wkt";
import { readFileSync } from "node:fs";

const packageName = "connectrpc.conformance.v1";

/** A header or trailer with its values. */
export interface Header {
  readonly name: string;
  readonly value: readonly string[];
}

/** The error that a call is to end with. */
export interface ErrorDefinition {
  readonly code: number;
  readonly message?: string;
  readonly details: readonly Any[];
}

interface Definition {
  readonly responseHeaders: readonly Header[];
  readonly responseTrailers: readonly Header[];
  readonly responseDelayMs: number;
}

/** What a call with one answer is to do. */
export interface UnaryDefinition extends Definition {
  readonly response:
    | { readonly case: "responseData"; readonly value: Uint8Array }
    | { readonly case: "error"; readonly value: ErrorDefinition }
    | { readonly case: undefined };
}

/** What a call with many answers is to do. */
export interface StreamDefinition extends Definition {
  readonly responseData: readonly Uint8Array[];
  readonly error?: ErrorDefinition;
}

/** A request message: the first of a call may say what to do. */
export type Request<D> = Message & {
  readonly responseDefinition?: D;
  readonly fullDuplex?: boolean;
};

/** How the server under test is to run. */
export interface ServerRequest extends Message {
  readonly useTls: boolean;
  readonly clientTlsCert: Uint8Array;
  readonly messageReceiveLimit: number;
  readonly serverCreds?: { readonly cert: Uint8Array; readonly key: Uint8Array };
}

/** The descriptors that the server under test needs. */
export interface ConformanceSchema {
  readonly service: DescService;
  readonly registry: FileRegistry;
  message(name: string): DescMessage;
}

/** Reads the image that `buf build` wrote. Throws if it is not the one of the conformance suite. */
export function loadSchema(imageFile: string): ConformanceSchema {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(imageFile)));
  const service = registry.getService(`${packageName}.ConformanceService`);
  if (service === undefined) throw new Error(`${imageFile} has no ConformanceService.`);
  return {
    service,
    registry,
    message(name) {
      const found = registry.getMessage(`${packageName}.${name}`);
      if (found === undefined) throw new Error(`${imageFile} has no message ${name}.`);
      return found;
    },
  };
}
