/** Operations of another process, and the two services that every client brings along. */
import { protos, type v3 } from "@google-cloud/dialogflow-cx";
import { Status } from "google-gax";
import { collect, failure, showEnvironment, type Scenario } from "./scenario.ts";

type GetOperationRequest = protos.google.longrunning.GetOperationRequest;
type ListOperationsRequest = protos.google.longrunning.ListOperationsRequest;
type CancelOperationRequest = protos.google.longrunning.CancelOperationRequest;

/** Runs the steps. The location has operations that another process began: `succeeding`, `failing` and `pending`. */
export async function operationSteps(scenario: Scenario): Promise<void> {
  const { environments, location, report } = scenario;
  const succeeding = `${location}/operations/succeeding`;
  const operation = await environments.checkCreateEnvironmentProgress(succeeding);
  const [made] = await operation.promise();
  report("wait for an operation that succeeds", showEnvironment(made));
  const failing = `${location}/operations/failing`;
  report("wait for an operation that fails", await ending(environments, failing));
  const [{ error }] = await environments.getOperation({ name: failing } as GetOperationRequest);
  report("get the error of an operation", error?.details?.map(detailType));

  const pending = `${location}/operations/pending`;
  // The methods take plain objects, and their types do not say so.
  const [before] = await environments.getOperation({ name: pending } as GetOperationRequest);
  report("get an operation", { done: before.done, metadata: before.metadata?.type_url });
  await environments.cancelOperation({ name: pending } as CancelOperationRequest);
  report("cancel an operation", await ending(environments, pending));

  const request = { name: location, pageSize: 2 } as ListOperationsRequest;
  const all = await collect(environments.listOperationsAsync(request));
  report("list operations", {
    done: all.filter(({ done }) => done).length,
    failed: all.filter(({ error }) => error).length,
  });
}

/** The type of a detail; for a Struct, with the type that it stands for. */
function detailType({ type_url: url, value }: protos.google.protobuf.IAny): string {
  const type = url?.split("/").at(-1) ?? "";
  if (type !== "google.protobuf.Struct") return type;
  const { fields } = protos.google.protobuf.Struct.decode(value as Uint8Array);
  return `${type} of ${fields?.["@type"]?.stringValue?.split("/").at(-1)}`;
}

/** How an operation fails. */
async function ending(environments: v3.EnvironmentsClient, name: string): Promise<unknown> {
  const operation = await environments.checkCreateEnvironmentProgress(name);
  const { code, message } = await failure(operation.promise());
  return { code: Status[code], message };
}

/** Runs the steps. */
export async function locationSteps({ environments, project, report }: Scenario): Promise<void> {
  const request = { name: project, pageSize: 2 };
  const all = await collect(environments.listLocationsAsync(request));
  report("list locations", { first: all[0]?.locationId, count: all.length });
  const found = await environments.getLocation({ name: `${project}/locations/us-central1` });
  // An array, which the method's type does not say.
  const [iowa] = found as unknown as [typeof found];
  report("get a location", { name: iowa.name, displayName: iowa.displayName });
}
