import { describe, expect, it } from "vitest";
import {
  Deployment_State,
  Deployments,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/deployment_pb.ts";
import { Deployments as BetaDeployments } from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/deployment_pb.ts";
import { created, Environments, serve, version } from "./environments-fixture.ts";
import { agent, failure } from "./fixture.ts";

describe("ListDeployments and GetDeployment", () => {
  it("give what DeployFlow made, in order, a page at a time", async () => {
    const fixture = await serve();
    const { name: parent } = await created(fixture);
    for (const number of [2, 3, 4])
      await fixture
        .client(Environments)
        .deployFlow({ environment: parent, flowVersion: version("start", number) });
    const deployments = fixture.client(Deployments);
    const first = await deployments.listDeployments({ parent, pageSize: 2 });
    const { nextPageToken: pageToken } = first;
    const second = await deployments.listDeployments({ parent, pageSize: 2, pageToken });
    const all = [...first.deployments, ...second.deployments];
    expect(all.map(({ flowVersion }) => flowVersion)).toEqual(
      [2, 3, 4].map((number) => version("start", number)),
    );
    for (const deployment of all) {
      expect(deployment.state).toBe(Deployment_State.SUCCEEDED);
      expect(await deployments.getDeployment({ name: deployment.name })).toEqual(deployment);
    }
    const beta = await fixture.client(BetaDeployments).listDeployments({ parent });
    expect(beta.deployments.map(({ name }) => name)).toEqual(all.map(({ name }) => name));
  });

  it("know nothing that is not there", async () => {
    const fixture = await serve();
    const { name } = await created(fixture);
    const deployments = fixture.client(Deployments);
    const none = deployments.getDeployment({ name: `${name}/deployments/none` });
    expect(await failure(none)).toMatchObject({ code: "NOT_FOUND" });
    const nowhere = deployments.listDeployments({ parent: `${agent}/environments/none` });
    expect(await failure(nowhere)).toMatchObject({ code: "NOT_FOUND" });
  });
});
