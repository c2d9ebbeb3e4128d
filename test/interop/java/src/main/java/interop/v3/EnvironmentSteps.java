package interop.v3;

import com.google.api.gax.longrunning.OperationFuture;
import com.google.cloud.dialogflow.cx.v3.ContinuousTestResult;
import com.google.cloud.dialogflow.cx.v3.DeleteWebhookRequest;
import com.google.cloud.dialogflow.cx.v3.DeployFlowMetadata;
import com.google.cloud.dialogflow.cx.v3.DeployFlowRequest;
import com.google.cloud.dialogflow.cx.v3.DeployFlowResponse;
import com.google.cloud.dialogflow.cx.v3.Deployment;
import com.google.cloud.dialogflow.cx.v3.DeploymentsClient;
import com.google.cloud.dialogflow.cx.v3.Environment;
import com.google.cloud.dialogflow.cx.v3.EnvironmentsClient;
import com.google.cloud.dialogflow.cx.v3.ListContinuousTestResultsRequest;
import com.google.cloud.dialogflow.cx.v3.ListEnvironmentsRequest;
import com.google.cloud.dialogflow.cx.v3.LookupEnvironmentHistoryRequest;
import com.google.cloud.dialogflow.cx.v3.RunContinuousTestMetadata;
import com.google.cloud.dialogflow.cx.v3.RunContinuousTestRequest;
import com.google.cloud.dialogflow.cx.v3.RunContinuousTestResponse;
import com.google.cloud.dialogflow.cx.v3.UpdateEnvironmentRequest;
import com.google.cloud.dialogflow.cx.v3.Webhook;
import com.google.cloud.dialogflow.cx.v3.WebhooksClient;
import com.google.protobuf.FieldMask;
import java.util.List;
import java.util.Map;

/** Every method of Environments, on the webhooks that WebhookSteps left behind. */
final class EnvironmentSteps {
  private final Scenario scenario;
  private final EnvironmentsClient client;
  private final String parent;

  EnvironmentSteps(Scenario scenario) {
    this.scenario = scenario;
    this.client = scenario.environments();
    this.parent = scenario.agent();
  }

  void run() throws Exception {
    WebhooksClient webhooks = scenario.webhooks();
    String webhook = webhooks.listWebhooks(parent).iterateAll().iterator().next().getName();
    Environment wanted = overriding(wanted("staging"), webhook);
    Environment made = client.createEnvironmentAsync(parent, wanted).get();
    String name = made.getName();
    scenario.report("create an environment", Seen.environment(made));
    for (String displayName : List.of("test", "production")) {
      client.createEnvironmentAsync(parent, wanted(displayName)).get();
    }
    scenario.report("get an environment", Seen.environment(client.getEnvironment(name)));
    ListEnvironmentsRequest list =
        ListEnvironmentsRequest.newBuilder().setParent(parent).setPageSize(2).build();
    scenario.report(
        "list environments",
        Seen.paged(
            client.listEnvironments(list).getPage().getValues(),
            client.listEnvironments(list).iterateAll(),
            Environment::getDisplayName));

    change(name);
    deploy(name);
    test(name);

    Environment broken = overriding(wanted("broken"), parent + "/webhooks/missing");
    scenario.report(
        "create an environment that breaks rules",
        Seen.refusal(() -> client.createEnvironmentAsync(parent, broken).get()));
    scenario.report(
        "delete a webhook in use", Seen.refusal(() -> webhooks.deleteWebhook(webhook)));
    webhooks.deleteWebhook(
        DeleteWebhookRequest.newBuilder().setName(webhook).setForce(true).build());
    scenario.report("delete it with force", Seen.environment(client.getEnvironment(name)));
    client.deleteEnvironment(name);
    scenario.report(
        "delete an environment", Seen.refusal(() -> client.getEnvironment(name)));
  }

  private void change(String name) throws Exception {
    Environment change =
        Environment.newBuilder()
            .setName(name)
            .setDisplayName("ignored")
            .setDescription("second")
            .build();
    FieldMask mask = FieldMask.newBuilder().addPaths("description").build();
    scenario.report(
        "update a field of an environment",
        Seen.environment(client.updateEnvironmentAsync(change, mask).get()));
    UpdateEnvironmentRequest whole =
        UpdateEnvironmentRequest.newBuilder().setEnvironment(change).build();
    scenario.report(
        "update an environment without a mask",
        Seen.refusal(() -> client.updateEnvironmentAsync(whole).get()));
  }

  private void deploy(String name) throws Exception {
    DeployFlowRequest request =
        DeployFlowRequest.newBuilder()
            .setEnvironment(name)
            .setFlowVersion(parent + "/flows/main/versions/2")
            .build();
    OperationFuture<DeployFlowResponse, DeployFlowMetadata> operation =
        client.deployFlowAsync(request);
    DeployFlowResponse deployed = operation.get();
    scenario.report(
        "deploy a flow",
        Map.of(
            "deployment", deployed.getDeployment(),
            "environment", Seen.environment(deployed.getEnvironment()),
            "errors", operation.getMetadata().get().getTestErrorsCount()));
    read(deployed.getDeployment(), name);
    LookupEnvironmentHistoryRequest history =
        LookupEnvironmentHistoryRequest.newBuilder().setName(name).setPageSize(2).build();
    scenario.report(
        "look up the history",
        Seen.paged(
            client.lookupEnvironmentHistory(history).getPage().getValues(),
            client.lookupEnvironmentHistory(history).iterateAll(),
            snapshot -> {
              String version = snapshot.getVersionConfigs(0).getVersion();
              String number = version.substring(version.lastIndexOf('/') + 1);
              return snapshot.getDescription() + " " + number;
            }));
  }

  private void read(String name, String environment) {
    DeploymentsClient deployments = scenario.deployments();
    Deployment found = deployments.getDeployment(name);
    scenario.report(
        "read the deployment",
        Map.of(
            "state", found.getState().name(),
            "flowVersion", found.getFlowVersion(),
            "listed",
                Seen.each(
                    deployments.listDeployments(environment).iterateAll(), Deployment::getName)));
  }

  private void test(String name) throws Exception {
    runTest("run no tests", name);
    Environment change =
        Environment.newBuilder()
            .setName(name)
            .setTestCasesConfig(
                Environment.TestCasesConfig.newBuilder()
                    .addTestCases(parent + "/testCases/missing"))
            .build();
    FieldMask mask = FieldMask.newBuilder().addPaths("test_cases_config.test_cases").build();
    client.updateEnvironmentAsync(change, mask).get();
    runTest("run a test that is not there", name);
    runTest("run it again", name);
    ListContinuousTestResultsRequest list =
        ListContinuousTestResultsRequest.newBuilder().setParent(name).setPageSize(2).build();
    scenario.report(
        "list test results",
        Seen.paged(
            client.listContinuousTestResults(list).getPage().getValues(),
            client.listContinuousTestResults(list).iterateAll(),
            EnvironmentSteps::result));
  }

  private void runTest(String step, String name) throws Exception {
    RunContinuousTestRequest request =
        RunContinuousTestRequest.newBuilder().setEnvironment(name).build();
    OperationFuture<RunContinuousTestResponse, RunContinuousTestMetadata> operation =
        client.runContinuousTestAsync(request);
    scenario.report(
        step,
        Map.of(
            "result",
            result(operation.get().getContinuousTestResult()),
            "errors",
            Seen.each(
                operation.getMetadata().get().getErrorsList(),
                error -> List.of(error.getTestCase(), error.getStatus().getCode()))));
  }

  private static String result(ContinuousTestResult found) {
    return found.getResult().name();
  }

  /** Serves the first version of a flow. */
  private Environment wanted(String displayName) {
    return Environment.newBuilder()
        .setDisplayName(displayName)
        .addVersionConfigs(
            Environment.VersionConfig.newBuilder().setVersion(parent + "/flows/main/versions/1"))
        .build();
  }

  private static Environment overriding(Environment environment, String webhook) {
    Webhook override =
        Webhook.newBuilder()
            .setName(webhook)
            .setGenericWebService(
                Webhook.GenericWebService.newBuilder().setUri("https://staging.example.com"))
            .build();
    return environment.toBuilder()
        .setDescription("first")
        .setWebhookConfig(Environment.WebhookConfig.newBuilder().addWebhookOverrides(override))
        .build();
  }
}
