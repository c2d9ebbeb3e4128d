/** Every method of Environments, their operations to the end, and how they refuse. */
import { protos } from "@google-cloud/dialogflow-cx";
import {
  autoPaginate,
  collect,
  paged,
  refusal,
  showEnvironment,
  type Scenario,
} from "./scenario.ts";

const { AggregatedTestResult: Result } = protos.google.cloud.dialogflow.cx.v3.ContinuousTestResult;

type Environment = protos.google.cloud.dialogflow.cx.v3.IEnvironment;

/** Runs the steps, on the webhooks that `webhookSteps` left behind. */
export async function environmentSteps(scenario: Scenario): Promise<void> {
  const { environments, webhooks, agent, report } = scenario;
  const parent = agent;
  const [[webhook]] = await webhooks.listWebhooks({ parent, pageSize: 1 }, autoPaginate);
  const versionConfigs = [{ version: `${agent}/flows/main/versions/1` }];
  const genericWebService = { uri: "https://staging.example.com" };
  const override = { name: webhook?.name ?? "", genericWebService };
  const wanted = {
    displayName: "staging",
    description: "first",
    versionConfigs,
    webhookConfig: { webhookOverrides: [override] },
  };
  const [creation] = await environments.createEnvironment({ parent, environment: wanted });
  const [made] = await creation.promise();
  const name = made.name ?? "";
  report("create an environment", showEnvironment(made));
  for (const displayName of ["test", "production"]) {
    const environment = { displayName, versionConfigs };
    const [operation] = await environments.createEnvironment({ parent, environment });
    await operation.promise();
  }
  const [got] = await environments.getEnvironment({ name });
  report("get an environment", showEnvironment(got));
  const request = { parent, pageSize: 2 };
  const list = {
    page: () => environments.listEnvironments(request, autoPaginate),
    all: () => environments.listEnvironmentsAsync(request),
  };
  report("list environments", await paged(list, ({ displayName }) => displayName));

  await changeSteps(scenario, name);
  await testSteps(scenario, name);

  const missing = { ...override, name: `${agent}/webhooks/missing` };
  const webhookConfig = { webhookOverrides: [missing] };
  const environment = { ...wanted, displayName: "broken", webhookConfig };
  report(
    "create an environment that breaks rules",
    await refusal(environments.createEnvironment({ parent, environment })),
  );
  await deleteSteps(scenario, { name, webhook: override.name });
}

async function changeSteps(
  { environments, deployments, agent, report }: Scenario,
  name: string,
): Promise<void> {
  const environment: Environment = { name, displayName: "ignored", description: "second" };
  const updateMask = { paths: ["description"] };
  const [change] = await environments.updateEnvironment({ environment, updateMask });
  const [changed] = await change.promise();
  report("update a field of an environment", showEnvironment(changed));
  report(
    "update an environment without a mask",
    await refusal(environments.updateEnvironment({ environment })),
  );
  const flowVersion = `${agent}/flows/main/versions/2`;
  const [deployment] = await environments.deployFlow({ environment: name, flowVersion });
  const [deployed, metadata] = await deployment.promise();
  report("deploy a flow", {
    deployment: deployed.deployment,
    environment: showEnvironment(deployed.environment ?? {}),
    errors: metadata.testErrors?.length ?? 0,
  });
  const [found] = await deployments.getDeployment({ name: deployed.deployment ?? "" });
  const listed = await collect(deployments.listDeploymentsAsync({ parent: name }));
  report("read the deployment", {
    state: found.state,
    flowVersion: found.flowVersion,
    listed: listed.map((one) => one.name),
  });
  const request = { name, pageSize: 2 };
  const history = {
    page: () => environments.lookupEnvironmentHistory(request, autoPaginate),
    all: () => environments.lookupEnvironmentHistoryAsync(request),
  };
  report(
    "look up the history",
    await paged(history, ({ description, versionConfigs }) =>
      [description, versionConfigs?.[0]?.version?.split("/").at(-1)].join(" "),
    ),
  );
}

async function testSteps({ environments, agent, report }: Scenario, name: string): Promise<void> {
  const run = async (step: string): Promise<void> => {
    const [operation] = await environments.runContinuousTest({ environment: name });
    const [{ continuousTestResult: result }, metadata] = await operation.promise();
    const errors = metadata.errors ?? [];
    report(step, {
      // In an operation's response the client leaves numbers.
      result: Result[Number(result?.result)],
      errors: errors.map(({ testCase, status }) => [testCase, status?.code]),
    });
  };
  await run("run no tests");
  const testCases = [`${agent}/testCases/missing`];
  const environment = { name, testCasesConfig: { testCases } };
  const updateMask = { paths: ["test_cases_config.test_cases"] };
  const [change] = await environments.updateEnvironment({ environment, updateMask });
  await change.promise();
  await run("run a test that is not there");
  await run("run it again");
  const request = { parent: name, pageSize: 2 };
  const list = {
    page: () => environments.listContinuousTestResults(request, autoPaginate),
    all: () => environments.listContinuousTestResultsAsync(request),
  };
  report("list test results", await paged(list, ({ result }) => result));
}

async function deleteSteps(
  { environments, webhooks, report }: Scenario,
  { name, webhook }: { readonly name: string; readonly webhook: string },
): Promise<void> {
  report("delete a webhook in use", await refusal(webhooks.deleteWebhook({ name: webhook })));
  await webhooks.deleteWebhook({ name: webhook, force: true });
  const [left] = await environments.getEnvironment({ name });
  report("delete it with force", showEnvironment(left));
  await environments.deleteEnvironment({ name });
  report("delete an environment", await refusal(environments.getEnvironment({ name })));
}
