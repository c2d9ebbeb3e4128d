package interop.v3;

import com.google.cloud.dialogflow.cx.v3.Environment;
import com.google.cloud.dialogflow.cx.v3.EnvironmentsClient;
import com.google.cloud.location.GetLocationRequest;
import com.google.cloud.location.ListLocationsRequest;
import com.google.cloud.location.Location;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.Operation;
import com.google.protobuf.Any;
import com.google.protobuf.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

/** Operations of another process, and the two services that every client brings along. */
final class OperationSteps {
  private final Scenario scenario;
  private final EnvironmentsClient client;

  OperationSteps(Scenario scenario) {
    this.scenario = scenario;
    this.client = scenario.environments();
  }

  /** The location has operations that another process began: succeeding, failing and pending. */
  void run() throws Exception {
    scenario.report(
        "wait for an operation that succeeds", Seen.environment(resumed("succeeding").get()));
    scenario.report("wait for an operation that fails", Seen.failure(resumed("failing")));
    List<String> types = new ArrayList<>();
    String failing = scenario.location() + "/operations/failing";
    for (Any detail : get(failing).getError().getDetailsList()) {
      types.add(detailType(detail));
    }
    scenario.report("get the error of an operation", types);
    String pending = scenario.location() + "/operations/pending";
    Operation before = get(pending);
    scenario.report(
        "get an operation",
        Map.of("done", before.getDone(), "metadata", before.getMetadata().getTypeUrl()));
    if (scenario.grpc()) {
      client.getOperationsClient().cancelOperation(pending);
    } else {
      client.getHttpJsonOperationsClient().cancelOperation(pending);
    }
    scenario.report("cancel an operation", Seen.failure(resumed("pending")));

    List<Operation> found = new ArrayList<>();
    operations().forEach(found::add);
    scenario.report(
        "list operations",
        Map.of(
            "done", found.stream().filter(Operation::getDone).count(),
            "failed", found.stream().filter(Operation::hasError).count()));
    locations();
  }

  /** The type of a detail; for a Struct, with the type that it stands for. */
  private static String detailType(Any detail) throws Exception {
    String type = lastSegment(detail.getTypeUrl());
    if (!detail.is(Struct.class)) {
      return type;
    }
    Struct struct = detail.unpack(Struct.class);
    return type + " of " + lastSegment(struct.getFieldsOrThrow("@type").getStringValue());
  }

  private static String lastSegment(String url) {
    return url.substring(url.lastIndexOf('/') + 1);
  }

  private Operation get(String name) {
    return scenario.grpc()
        ? client.getOperationsClient().getOperation(name)
        : client.getHttpJsonOperationsClient().getOperation(name);
  }

  private Future<Environment> resumed(String id) {
    String name = scenario.location() + "/operations/" + id;
    return client.createEnvironmentOperationCallable().resumeFutureCall(name);
  }

  private Iterable<Operation> operations() {
    ListOperationsRequest request =
        ListOperationsRequest.newBuilder().setName(scenario.location()).setPageSize(2).build();
    return scenario.grpc()
        ? client.getOperationsClient().listOperations(request).iterateAll()
        : client.getHttpJsonOperationsClient().listOperations(request).iterateAll();
  }

  private void locations() {
    ListLocationsRequest request =
        ListLocationsRequest.newBuilder().setName(scenario.project()).setPageSize(2).build();
    List<Location> found = new ArrayList<>();
    client.listLocations(request).iterateAll().forEach(found::add);
    scenario.report(
        "list locations", Map.of("first", found.get(0).getLocationId(), "count", found.size()));
    String name = scenario.project() + "/locations/us-central1";
    Location iowa = client.getLocation(GetLocationRequest.newBuilder().setName(name).build());
    scenario.report(
        "get a location", Map.of("name", iowa.getName(), "displayName", iowa.getDisplayName()));
  }
}
