package interop.v3;

import com.google.cloud.dialogflow.cx.v3.ListWebhooksRequest;
import com.google.cloud.dialogflow.cx.v3.UpdateWebhookRequest;
import com.google.cloud.dialogflow.cx.v3.Webhook;
import com.google.cloud.dialogflow.cx.v3.WebhooksClient;
import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import java.util.List;

/** Every method of Webhooks, and how it refuses. Leaves the webhooks two to five behind. */
final class WebhookSteps {
  private final Scenario scenario;
  private final WebhooksClient client;
  private final String parent;

  WebhookSteps(Scenario scenario) {
    this.scenario = scenario;
    this.client = scenario.webhooks();
    this.parent = scenario.agent();
  }

  void run() throws Exception {
    Webhook one = client.createWebhook(parent, wanted("one").build());
    scenario.report("create a webhook", Seen.webhook(one));
    for (String displayName : List.of("two", "three", "four", "five")) {
      client.createWebhook(parent, wanted(displayName).build());
    }
    scenario.report("get a webhook", Seen.webhook(client.getWebhook(one.getName())));
    ListWebhooksRequest list =
        ListWebhooksRequest.newBuilder().setParent(parent).setPageSize(2).build();
    scenario.report(
        "list webhooks",
        Seen.paged(
            client.listWebhooks(list).getPage().getValues(),
            client.listWebhooks(list).iterateAll(),
            Webhook::getDisplayName));
    update(one.getName());
    client.deleteWebhook(one.getName());
    scenario.report(
        "delete a webhook",
        Seen.each(client.listWebhooks(list).iterateAll(), Webhook::getName).size());
    refusals();
  }

  private void update(String name) {
    Webhook change =
        Webhook.newBuilder()
            .setName(name)
            .setDisplayName("renamed")
            .setDisabled(true)
            .setTimeout(Duration.newBuilder().setSeconds(9))
            .setGenericWebService(
                Webhook.GenericWebService.newBuilder().setUri("https://example.com/changed"))
            .build();
    FieldMask fields =
        FieldMask.newBuilder().addPaths("display_name").addPaths("disabled").build();
    FieldMask nested = FieldMask.newBuilder().addPaths("generic_web_service.uri").build();
    scenario.report(
        "update fields of a webhook", Seen.webhook(client.updateWebhook(change, fields)));
    scenario.report(
        "update a nested field of a webhook", Seen.webhook(client.updateWebhook(change, nested)));
    UpdateWebhookRequest whole = UpdateWebhookRequest.newBuilder().setWebhook(change).build();
    scenario.report("update all of a webhook", Seen.webhook(client.updateWebhook(whole)));
  }

  private void refusals() throws Exception {
    String missing = parent + "/webhooks/missing";
    scenario.report(
        "get a webhook that is not there", Seen.refusal(() -> client.getWebhook(missing)));
    Webhook broken =
        wanted("http")
            .setTimeout(Duration.newBuilder().setSeconds(31))
            .setGenericWebService(
                Webhook.GenericWebService.newBuilder().setUri("http://example.com"))
            .build();
    scenario.report(
        "create a webhook that breaks rules",
        Seen.refusal(() -> client.createWebhook(parent, broken)));
    scenario.report(
        "create a webhook of a taken name",
        Seen.refusal(() -> client.createWebhook(parent, wanted("two").build())));
    FieldMask colour = FieldMask.newBuilder().addPaths("colour").build();
    Webhook change = Webhook.newBuilder().setName(missing).build();
    scenario.report(
        "update a webhook by a wrong mask",
        Seen.refusal(() -> client.updateWebhook(change, colour)));
    ListWebhooksRequest forged =
        ListWebhooksRequest.newBuilder().setParent(parent).setPageToken("forged").build();
    scenario.report(
        "list webhooks by a wrong token", Seen.refusal(() -> client.listWebhooks(forged)));
  }

  /** A webhook with a field of every kind. */
  private static Webhook.Builder wanted(String displayName) {
    return Webhook.newBuilder()
        .setDisplayName(displayName)
        .setTimeout(Duration.newBuilder().setSeconds(7))
        .setGenericWebService(
            Webhook.GenericWebService.newBuilder()
                .setUri("https://example.com/" + displayName)
                .setWebhookType(Webhook.GenericWebService.WebhookType.FLEXIBLE)
                .setHttpMethod(Webhook.GenericWebService.HttpMethod.PUT)
                .putRequestHeaders("x-team", "bank")
                .setRequestBody("{\"account\": \"$session.params.account\"}")
                .putParameterMapping("balance", "$.balance"));
  }
}
