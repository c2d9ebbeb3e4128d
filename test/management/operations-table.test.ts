import { describe, expect, it } from "vitest";
import { Environments } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { OperationSchema } from "../../gen/es/google/longrunning/operations_pb.ts";
import { operationMethodTable } from "../../src/management/operations-table.ts";

describe("operationMethodTable", () => {
  it("holds every method that returns an operation, with its request", () => {
    const declared = Environments.methods.filter(
      ({ output }) => output.typeName === OperationSchema.typeName,
    );
    const byName = (pairs: readonly (readonly string[])[]): readonly (readonly string[])[] =>
      pairs.toSorted(([a = ""], [b = ""]) => a.localeCompare(b));
    expect(
      byName(operationMethodTable.map(({ name, request }) => [name, request.typeName])),
    ).toEqual(byName(declared.map(({ name, input }) => [name, input.typeName])));
  });
});
