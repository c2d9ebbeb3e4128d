/**
 * Errors of the handlers and of Connect: the same code, reason and details on
 * every protocol.
 */
import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  ResourceInfoSchema,
} from "../../../gen/es/google/rpc/error_details_pb.ts";
import { codeName, WebhookError } from "../../errors.ts";

/**
 * The error that Connect sends for a thrown value.
 *
 * A WebhookError keeps its code and message, and brings its reason, domain and
 * metadata as google.rpc.ErrorInfo, its wrong fields as google.rpc.BadRequest
 * and its resource as google.rpc.ResourceInfo (AIP-193,
 * https://google.aip.dev/193). A ConnectError stays as it is.
 * Everything else is INTERNAL, with a text that reveals nothing; the value is the cause.
 */
export function toConnectError(thrown: unknown): ConnectError {
  if (thrown instanceof ConnectError) return thrown;
  const error = WebhookError.from(thrown);
  const { reason, domain, metadata, violations, resource } = error;
  const details: ConnectError["details"] = [
    { desc: ErrorInfoSchema, value: { reason, domain, metadata: { ...metadata } } },
  ];
  if (violations.length > 0) {
    const fieldViolations = violations.map(({ field, description }) => ({ field, description }));
    details.push({ desc: BadRequestSchema, value: { fieldViolations } });
  }
  if (resource) {
    const { type, name, owner = "" } = resource;
    const value = { resourceType: type, resourceName: name, owner };
    details.push({ desc: ResourceInfoSchema, value });
  }
  const connectError = new ConnectError(error.message, error.grpcCode, undefined, undefined, error);
  connectError.details = details;
  return connectError;
}

/**
 * The WebhookError that a ConnectError stands for: code, message, ErrorInfo,
 * BadRequest and ResourceInfo come back, whether the error was made here or read from the wire.
 * For clients that prefer one error class on every protocol.
 */
export function fromConnectError(error: ConnectError): WebhookError {
  const [info] = error.findDetails(ErrorInfoSchema);
  const [badRequest] = error.findDetails(BadRequestSchema);
  const [resource] = error.findDetails(ResourceInfoSchema);
  return new WebhookError(codeName(error.code), {
    message: error.rawMessage,
    cause: error,
    ...(info && { reason: info.reason, domain: info.domain, metadata: info.metadata }),
    ...(badRequest && { violations: badRequest.fieldViolations }),
    ...(resource && {
      resource: {
        type: resource.resourceType,
        name: resource.resourceName,
        ...(resource.owner !== "" && { owner: resource.owner }),
      },
    }),
  });
}

/** Whether a thrown value was no chosen answer, but a fault that belongs into the log. */
export function isFault(thrown: unknown): boolean {
  return !(thrown instanceof ConnectError) && !WebhookError.is(thrown);
}

/** What is told about a fault. */
export type OnFault = (thrown: unknown, path: string) => void;

/**
 * An interceptor that lets only ConnectErrors out of an implementation, by way
 * of `toConnectError`, and reports the faults among what it caught.
 */
export function translateErrors(onFault: OnFault): Interceptor {
  return (next) => async (request) => {
    const translate = (thrown: unknown): ConnectError => {
      if (isFault(thrown)) onFault(thrown, `/${request.service.typeName}/${request.method.name}`);
      return toConnectError(thrown);
    };
    try {
      const response = await next(request);
      if (!response.stream) return response;
      return { ...response, message: mapFailure(response.message, translate) };
    } catch (thrown) {
      throw translate(thrown);
    }
  };
}

async function* mapFailure<T>(
  source: AsyncIterable<T>,
  translate: (thrown: unknown) => ConnectError,
): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (thrown) {
    throw translate(thrown);
  }
}

/** The error for a deadline that has passed. */
export function deadlineExceeded(): ConnectError {
  return new ConnectError("The deadline has passed.", Code.DeadlineExceeded);
}
