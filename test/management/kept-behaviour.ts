/** How many things are kept under an environment, on whatever database. */
import { beforeEach, describe, expect, it } from "vitest";
import { Deployments } from "../../gen/es/google/cloud/dialogflow/cx/v3/deployment_pb.ts";
import { openStore } from "../../src/storage/index.ts";
import type { Setting } from "../storage/setting.ts";
import { created, Environments, serve, version } from "./environments-fixture.ts";
import type { Fixture } from "./fixture.ts";

/** The suite of what is kept. */
export function keptBehaviour(setting: Setting): void {
  describe("an environment keeps the newest", () => {
    let fixture: Fixture;
    let name: string;
    beforeEach(async () => {
      const store = await openStore({ url: await setting.freshUrl(), migrate: true });
      const options = { keptHistoryEntries: 3, keptDeployments: 2, keptTestResults: 1 };
      fixture = await serve({ store, options });
      ({ name } = await created(fixture));
    });

    const describeAs = (description: string): Promise<unknown> =>
      fixture.client(Environments).updateEnvironment({
        environment: { name, description },
        updateMask: { paths: ["description"] },
      });
    const history = async (): Promise<readonly string[]> => {
      const found = await fixture.client(Environments).lookupEnvironmentHistory({ name });
      return found.environments.map(({ description }) => description);
    };

    it("entries of its history", async () => {
      await describeAs("1");
      await describeAs("2");
      expect(await history()).toEqual(["2", "1", ""]);
      await describeAs("3");
      await describeAs("4");
      expect(await history()).toEqual(["4", "3", "2"]);
    });

    it("deployments and test results, and leaves those of others alone", async () => {
      const environments = fixture.client(Environments);
      const deployments = async (parent: string): Promise<readonly string[]> => {
        const found = await fixture.client(Deployments).listDeployments({ parent });
        return found.deployments.map(({ flowVersion }) => flowVersion);
      };
      const other = await created(fixture, {
        ...(await environments.getEnvironment({ name })),
        displayName: "other",
      });
      await environments.deployFlow({ environment: other.name, flowVersion: version("start", 9) });
      for (const number of [1, 2, 3]) {
        await environments.deployFlow({ environment: name, flowVersion: version("start", number) });
        await environments.runContinuousTest({ environment: name });
      }
      expect(await deployments(name)).toEqual([version("start", 2), version("start", 3)]);
      expect(await deployments(other.name)).toEqual([version("start", 9)]);
      const results = await environments.listContinuousTestResults({ parent: name });
      expect(results.continuousTestResults).toHaveLength(1);
    });

    it("of many that come at once, too", async () => {
      await Promise.all(["1", "2", "3", "4", "5", "6"].map(describeAs));
      const entries = await history();
      expect(entries).toHaveLength(3);
      expect(entries[0]).toBe(
        (await fixture.client(Environments).getEnvironment({ name })).description,
      );
    });

    it("or all that there are, where it should", async () => {
      const options = { keptHistoryEntries: Infinity };
      const { store, secrets } = fixture;
      fixture = await serve({ store, secrets, options });
      for (const description of ["1", "2", "3", "4"]) await describeAs(description);
      expect(await history()).toEqual(["4", "3", "2", "1", ""]);
    });
  });
}
