/** Environments of an agent. */
import type { Caller, CallOptions } from "./caller.ts";
import { startOperation, type PendingOperation } from "./operation.ts";
import type { ApiVersion } from "./options.ts";
import { listMethod } from "./list-method.ts";
import type { PagedList } from "./pages.ts";
import type {
  ListRequest,
  NamedListRequest,
  NameRequest,
  Resource,
  ResourceInit,
} from "./resources.ts";
import { protoPath, type FieldPath } from "./update-mask.ts";

/** Which environment a method works on. */
interface EnvironmentRequest {
  /** Its resource name. */
  readonly environment: string;
}

/** The Environments service. Every method throws a ManagementError when the server refuses. */
export interface EnvironmentMethods<V extends ApiVersion> {
  /** The environments of an agent, without the draft. */
  list(
    request: ListRequest,
    options?: CallOptions,
  ): PagedList<Resource<V, "Environment">, Resource<V, "ListEnvironmentsResponse">>;
  get(request: NameRequest, options?: CallOptions): Promise<Resource<V, "Environment">>;
  /** Creates an environment; the server names it. */
  create(
    request: { readonly parent: string; readonly environment: ResourceInit<V, "Environment"> },
    options?: CallOptions,
  ): PendingOperation<Resource<V, "Environment">>;
  /** Changes the fields that the mask names. */
  update(
    request: {
      readonly environment: ResourceInit<V, "Environment">;
      readonly updateMask: readonly ("*" | FieldPath<Resource<V, "Environment">>)[];
    },
    options?: CallOptions,
  ): PendingOperation<Resource<V, "Environment">>;
  delete(request: NameRequest, options?: CallOptions): Promise<void>;
  /** What an environment was like after each of its changes. */
  history(
    request: NamedListRequest,
    options?: CallOptions,
  ): PagedList<Resource<V, "Environment">, Resource<V, "LookupEnvironmentHistoryResponse">>;
  /** Puts a version of a flow into an environment. */
  deployFlow(
    request: EnvironmentRequest & {
      /** `projects/P/locations/L/agents/A/flows/F/versions/V` */
      readonly flowVersion: string;
    },
    options?: CallOptions,
  ): PendingOperation<Resource<V, "DeployFlowResponse">>;
  /** Runs the tests of an environment. */
  runContinuousTest(
    request: EnvironmentRequest,
    options?: CallOptions,
  ): PendingOperation<Resource<V, "RunContinuousTestResponse">>;
  /** What the tests of an environment came to. */
  continuousTestResults(
    request: ListRequest,
    options?: CallOptions,
  ): PagedList<
    Resource<V, "ContinuousTestResult">,
    Resource<V, "ListContinuousTestResultsResponse">
  >;
}

/** The methods over a caller. */
export function environmentMethods(caller: Caller): EnvironmentMethods<"v3"> {
  return {
    ...environmentLists(caller),
    ...environmentOperations(caller),
    get: (request, options) =>
      caller.unary(
        ({ environment }) => environment.Environments.method.getEnvironment,
        { ...request },
        options,
      ),
    async delete(request, options) {
      await caller.unary(
        ({ environment }) => environment.Environments.method.deleteEnvironment,
        { ...request },
        options,
      );
    },
  };
}

type Lists = Pick<EnvironmentMethods<"v3">, "list" | "history" | "continuousTestResults">;

function environmentLists(caller: Caller): Lists {
  return {
    list: listMethod(caller, {
      method: ({ environment }) => environment.Environments.method.listEnvironments,
      items: ({ environments }) => environments,
    }),
    history: listMethod(caller, {
      method: ({ environment }) => environment.Environments.method.lookupEnvironmentHistory,
      items: ({ environments }) => environments,
    }),
    continuousTestResults: listMethod(caller, {
      method: ({ environment }) => environment.Environments.method.listContinuousTestResults,
      items: ({ continuousTestResults }) => continuousTestResults,
    }),
  };
}

type OperationMethods = Pick<
  EnvironmentMethods<"v3">,
  "create" | "update" | "deployFlow" | "runContinuousTest"
>;

function environmentOperations(caller: Caller): OperationMethods {
  return {
    create: (request, options) =>
      startOperation({
        caller,
        start: () =>
          caller.unary(
            ({ environment }) => environment.Environments.method.createEnvironment,
            { ...request },
            options,
          ),
        response: ({ environment }) => environment.EnvironmentSchema,
      }),
    update: (request, options) =>
      startOperation({
        caller,
        start: async () => {
          const { services } = await caller.runtime();
          const { EnvironmentSchema, Environments } = services.environment;
          const paths = request.updateMask.map((path) => protoPath(path, EnvironmentSchema));
          return caller.unary(
            () => Environments.method.updateEnvironment,
            { environment: request.environment, updateMask: { paths } },
            options,
          );
        },
        response: ({ environment }) => environment.EnvironmentSchema,
      }),
    deployFlow: (request, options) =>
      startOperation({
        caller,
        start: () =>
          caller.unary(
            ({ environment }) => environment.Environments.method.deployFlow,
            { ...request },
            options,
          ),
        response: ({ environment }) => environment.DeployFlowResponseSchema,
      }),
    runContinuousTest: (request, options) =>
      startOperation({
        caller,
        start: () =>
          caller.unary(
            ({ environment }) => environment.Environments.method.runContinuousTest,
            { ...request },
            options,
          ),
        response: ({ environment }) => environment.RunContinuousTestResponseSchema,
      }),
  };
}
