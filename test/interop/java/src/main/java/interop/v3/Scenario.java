package interop.v3;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.cloud.dialogflow.cx.v3.DeploymentsClient;
import com.google.cloud.dialogflow.cx.v3.DeploymentsSettings;
import com.google.cloud.dialogflow.cx.v3.EnvironmentsClient;
import com.google.cloud.dialogflow.cx.v3.EnvironmentsSettings;
import com.google.cloud.dialogflow.cx.v3.WebhooksClient;
import com.google.cloud.dialogflow.cx.v3.WebhooksSettings;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.util.function.BiConsumer;

/** One client over one transport, with an agent of its own. */
public record Scenario(
    WebhooksClient webhooks,
    EnvironmentsClient environments,
    DeploymentsClient deployments,
    boolean grpc,
    String project,
    BiConsumer<String, Object> report) {

  private static final String VERSION = "v3";

  /** Runs all steps over one transport. */
  public static void run(String address, String transport, BiConsumer<String, Object> report)
      throws Exception {
    boolean grpc = transport.equals("grpc");
    try (WebhooksClient webhooks = webhooks(address, grpc);
        EnvironmentsClient environments = environments(address, grpc);
        DeploymentsClient deployments = deployments(address, grpc)) {
      String project = "projects/java-" + transport + "-" + VERSION;
      Scenario scenario =
          new Scenario(webhooks, environments, deployments, grpc, project, report);
      new WebhookSteps(scenario).run();
      new EnvironmentSteps(scenario).run();
      new OperationSteps(scenario).run();
    }
  }

  String location() {
    return project + "/locations/global";
  }

  String agent() {
    return location() + "/agents/a";
  }

  void report(String step, Object seen) {
    report.accept(step, seen);
  }

  private static WebhooksClient webhooks(String address, boolean grpc) throws IOException {
    WebhooksSettings.Builder settings =
        grpc
            ? WebhooksSettings.newBuilder()
                .setTransportChannelProvider(
                    WebhooksSettings.defaultGrpcTransportProviderBuilder()
                        .setEndpoint(address)
                        .setChannelConfigurator(ManagedChannelBuilder::usePlaintext)
                        .build())
            : WebhooksSettings.newHttpJsonBuilder()
                .setTransportChannelProvider(
                    WebhooksSettings.defaultHttpJsonTransportProviderBuilder()
                        .setEndpoint("http://" + address)
                        .build());
    return WebhooksClient.create(
        settings.setCredentialsProvider(NoCredentialsProvider.create()).build());
  }

  private static EnvironmentsClient environments(String address, boolean grpc) throws IOException {
    EnvironmentsSettings.Builder settings =
        grpc
            ? EnvironmentsSettings.newBuilder()
                .setTransportChannelProvider(
                    EnvironmentsSettings.defaultGrpcTransportProviderBuilder()
                        .setEndpoint(address)
                        .setChannelConfigurator(ManagedChannelBuilder::usePlaintext)
                        .build())
            : EnvironmentsSettings.newHttpJsonBuilder()
                .setTransportChannelProvider(
                    EnvironmentsSettings.defaultHttpJsonTransportProviderBuilder()
                        .setEndpoint("http://" + address)
                        .build());
    return EnvironmentsClient.create(
        settings.setCredentialsProvider(NoCredentialsProvider.create()).build());
  }

  private static DeploymentsClient deployments(String address, boolean grpc) throws IOException {
    DeploymentsSettings.Builder settings =
        grpc
            ? DeploymentsSettings.newBuilder()
                .setTransportChannelProvider(
                    DeploymentsSettings.defaultGrpcTransportProviderBuilder()
                        .setEndpoint(address)
                        .setChannelConfigurator(ManagedChannelBuilder::usePlaintext)
                        .build())
            : DeploymentsSettings.newHttpJsonBuilder()
                .setTransportChannelProvider(
                    DeploymentsSettings.defaultHttpJsonTransportProviderBuilder()
                        .setEndpoint("http://" + address)
                        .build());
    return DeploymentsClient.create(
        settings.setCredentialsProvider(NoCredentialsProvider.create()).build());
  }
}
