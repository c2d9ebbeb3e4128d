/** The services that come with every API of Google: operations and locations. */
import type {
  ListLocationsResponse,
  Location,
} from "../../gen/es/google/cloud/location/locations_pb.ts";
import type {
  ListOperationsResponse,
  Operation,
} from "../../gen/es/google/longrunning/operations_pb.ts";
import type { Caller, CallOptions } from "./caller.ts";
import { duration } from "./duration.ts";
import { listMethod } from "./list-method.ts";
import type { PagedList } from "./pages.ts";
import type { NamedListRequest, NameRequest } from "./resources.ts";

/** The `google.longrunning.Operations` service. Every method throws a ManagementError when the server refuses. */
export interface OperationMethods {
  get(request: NameRequest, options?: CallOptions): Promise<Operation>;
  /** The operations of a location, `projects/P/locations/L`. */
  list(
    request: NamedListRequest & {
      /** In the server's own language. Default: all of them. */
      readonly filter?: string;
    },
    options?: CallOptions,
  ): PagedList<Operation, ListOperationsResponse>;
  /** Asks the server to end an operation. */
  cancel(request: NameRequest, options?: CallOptions): Promise<void>;
  /** Forgets an operation and its result. It is not cancelled. */
  delete(request: NameRequest, options?: CallOptions): Promise<void>;
  /** Waits at the server until it is done, or the time is over. The real service does not offer it. */
  wait(
    request: NameRequest & {
      /** Milliseconds. Default: the server's. */
      readonly timeoutMs?: number;
    },
    options?: CallOptions,
  ): Promise<Operation>;
}

/** The `google.cloud.location.Locations` service. Every method throws a ManagementError when the server refuses. */
export interface LocationMethods {
  /** The locations of a project, `projects/P`. */
  list(
    request: NamedListRequest & {
      /** In the server's own language. Default: all of them. */
      readonly filter?: string;
    },
    options?: CallOptions,
  ): PagedList<Location, ListLocationsResponse>;
  get(request: NameRequest, options?: CallOptions): Promise<Location>;
}

/** The methods over a caller. */
export function operationMethods(caller: Caller): OperationMethods {
  return {
    get: (request, options) =>
      caller.unary(
        ({ operation }) => operation.Operations.method.getOperation,
        { ...request },
        options,
      ),
    list: listMethod(caller, {
      method: ({ operation }) => operation.Operations.method.listOperations,
      items: ({ operations }) => operations,
    }),
    async cancel(request, options) {
      await caller.unary(
        ({ operation }) => operation.Operations.method.cancelOperation,
        { ...request },
        options,
      );
    },
    async delete(request, options) {
      await caller.unary(
        ({ operation }) => operation.Operations.method.deleteOperation,
        { ...request },
        options,
      );
    },
    wait: ({ name, timeoutMs }, options) =>
      caller.unary(
        ({ operation }) => operation.Operations.method.waitOperation,
        { name, ...(timeoutMs !== undefined && { timeout: duration(timeoutMs) }) },
        options,
      ),
  };
}

/** The methods over a caller. */
export function locationMethods(caller: Caller): LocationMethods {
  return {
    list: listMethod(caller, {
      method: ({ location }) => location.Locations.method.listLocations,
      items: ({ locations }) => locations,
    }),
    get: (request, options) =>
      caller.unary(
        ({ location }) => location.Locations.method.getLocation,
        { ...request },
        options,
      ),
  };
}
