/** Records of flow versions that were put into an environment. */
import type { Caller, CallOptions } from "./caller.ts";
import type { ApiVersion } from "./options.ts";
import { listMethod } from "./list-method.ts";
import type { PagedList } from "./pages.ts";
import type { ListRequest, NameRequest, Resource } from "./resources.ts";

/** The Deployments service. Every method throws a ManagementError when the server refuses. */
export interface DeploymentMethods<V extends ApiVersion> {
  /** The deployments to an environment, `…/environments/E`. */
  list(
    request: ListRequest,
    options?: CallOptions,
  ): PagedList<Resource<V, "Deployment">, Resource<V, "ListDeploymentsResponse">>;
  get(request: NameRequest, options?: CallOptions): Promise<Resource<V, "Deployment">>;
}

/** The methods over a caller. */
export function deploymentMethods(caller: Caller): DeploymentMethods<"v3"> {
  return {
    list: listMethod(caller, {
      method: ({ deployment }) => deployment.Deployments.method.listDeployments,
      items: ({ deployments }) => deployments,
    }),
    get: (request, options) =>
      caller.unary(
        ({ deployment }) => deployment.Deployments.method.getDeployment,
        { ...request },
        options,
      ),
  };
}
