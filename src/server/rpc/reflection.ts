/**
 * gRPC server reflection, v1 and v1alpha: tools such as grpcurl and `buf curl`
 * call services without their .proto files.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/server-reflection.md
 */
import { Code, type ConnectRouter } from "@connectrpc/connect";
import {
  ServerReflection,
  type ServerReflectionRequest,
} from "../../../gen/es/grpc/reflection/v1/reflection_pb.ts";
import {
  ServerReflection as ServerReflectionAlpha,
  type ServerReflectionRequest as AlphaRequest,
} from "../../../gen/es/grpc/reflection/v1alpha/reflection_pb.ts";
import type { DescriptorIndex } from "./descriptor-index.ts";

/** An answer, as an init shape of either version. */
interface Answer {
  readonly messageResponse:
    | { case: "fileDescriptorResponse"; value: { fileDescriptorProto: Uint8Array[] } }
    | {
        case: "allExtensionNumbersResponse";
        value: { baseTypeName: string; extensionNumber: number[] };
      }
    | { case: "listServicesResponse"; value: { service: { name: string }[] } }
    | { case: "errorResponse"; value: { errorCode: number; errorMessage: string } };
}

/** Registers grpc.reflection.v1 and v1alpha over an index, which is asked for when the first question comes. */
export function serveReflection(router: ConnectRouter, index: () => DescriptorIndex): void {
  router.service(ServerReflection, {
    async *serverReflectionInfo(requests) {
      for await (const request of requests)
        yield { validHost: request.host, originalRequest: request, ...answer(request, index()) };
    },
  });
  router.service(ServerReflectionAlpha, {
    async *serverReflectionInfo(requests) {
      for await (const request of requests)
        yield { validHost: request.host, originalRequest: request, ...answer(request, index()) };
    },
  });
}

function answer(
  { messageRequest: asked }: ServerReflectionRequest | AlphaRequest,
  index: DescriptorIndex,
): Answer {
  switch (asked.case) {
    case "listServices": {
      const service = index.services.map((name) => ({ name }));
      return { messageResponse: { case: "listServicesResponse", value: { service } } };
    }
    case "fileByFilename":
      return files(index.file(asked.value), `file ${asked.value}`);
    case "fileContainingSymbol":
      return files(index.fileOfSymbol(asked.value), `symbol ${asked.value}`);
    case "fileContainingExtension": {
      const { containingType, extensionNumber } = asked.value;
      const found = index.fileOfExtension(containingType, extensionNumber);
      return files(found, `extension ${extensionNumber} of ${containingType}`);
    }
    case "allExtensionNumbersOfType": {
      const extensionNumber = index.extensionNumbers(asked.value);
      if (extensionNumber === undefined)
        return failure(Code.NotFound, `There is no message ${asked.value}.`);
      const value = { baseTypeName: asked.value, extensionNumber };
      return { messageResponse: { case: "allExtensionNumbersResponse", value } };
    }
    case undefined:
      return failure(Code.InvalidArgument, "The request asks for nothing.");
  }
}

function files(fileDescriptorProto: Uint8Array[] | undefined, what: string): Answer {
  if (fileDescriptorProto === undefined) return failure(Code.NotFound, `There is no ${what}.`);
  return { messageResponse: { case: "fileDescriptorResponse", value: { fileDescriptorProto } } };
}

function failure(errorCode: Code, errorMessage: string): Answer {
  return { messageResponse: { case: "errorResponse", value: { errorCode, errorMessage } } };
}
