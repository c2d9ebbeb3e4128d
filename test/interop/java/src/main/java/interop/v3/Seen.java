package interop.v3;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.ErrorDetails;
import com.google.cloud.dialogflow.cx.v3.Environment;
import com.google.cloud.dialogflow.cx.v3.Webhook;
import com.google.rpc.BadRequest;
import com.google.rpc.ResourceInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;

/** How what steps see is told. */
final class Seen {
  private Seen() {}

  static Map<String, Object> webhook(Webhook webhook) {
    Webhook.GenericWebService service = webhook.getGenericWebService();
    Map<String, Object> seen = new LinkedHashMap<>();
    seen.put("name", webhook.getName());
    seen.put("displayName", webhook.getDisplayName());
    seen.put("disabled", webhook.getDisabled());
    seen.put("seconds", webhook.getTimeout().getSeconds());
    seen.put("uri", service.getUri());
    seen.put("method", service.getHttpMethod().name());
    seen.put("headers", service.getRequestHeadersMap());
    seen.put("mapping", service.getParameterMappingMap());
    return seen;
  }

  static Map<String, Object> environment(Environment environment) {
    List<Webhook> overrides = environment.getWebhookConfig().getWebhookOverridesList();
    Map<String, Object> seen = new LinkedHashMap<>();
    seen.put("name", environment.getName());
    seen.put("displayName", environment.getDisplayName());
    seen.put("description", environment.getDescription());
    seen.put(
        "versions", each(environment.getVersionConfigsList(), config -> config.getVersion()));
    seen.put("overrides", each(overrides, override -> override.getGenericWebService().getUri()));
    seen.put("updated", environment.getUpdateTime().getSeconds() > 0);
    return seen;
  }

  static <T> List<Object> each(Iterable<T> resources, Function<T, Object> show) {
    List<Object> shown = new ArrayList<>();
    resources.forEach(resource -> shown.add(show.apply(resource)));
    return shown;
  }

  /** The first page of a list, and then everything, page by page. */
  static <T> Map<String, Object> paged(
      Iterable<T> page, Iterable<T> all, Function<T, Object> show) {
    return Map.of("page", each(page, show), "all", each(all, show));
  }

  /** A call that should be refused. */
  interface Call {
    void run() throws Exception;
  }

  /** What a refused call says: the canonical code over gRPC, the HTTP status over REST. */
  static Map<String, Object> refusal(Call call) throws Exception {
    ApiException error = thrown(call);
    ErrorDetails details = error.getErrorDetails();
    Map<String, Object> seen = new LinkedHashMap<>();
    Object code = error.getStatusCode().getTransportCode();
    seen.put("code", code instanceof Integer ? code : error.getStatusCode().getCode().name());
    if (details == null) {
      return seen;
    }
    seen.put("reason", error.getReason());
    seen.put("domain", error.getDomain());
    ResourceInfo resource = details.getResourceInfo();
    if (resource != null) {
      seen.put("resource", List.of(resource.getResourceType(), resource.getResourceName()));
    }
    BadRequest bad = details.getBadRequest();
    if (bad != null) {
      seen.put("fields", each(bad.getFieldViolationsList(), violation -> violation.getField()));
    }
    return seen;
  }

  /** How an operation fails. */
  static Map<String, Object> failure(Future<?> operation) throws Exception {
    ApiException error = thrown(operation::get);
    // The client puts the operation's own message behind its name and code.
    String message = error.getMessage().replaceFirst("^Operation with name .* and message = ", "");
    return Map.of("code", error.getStatusCode().getCode().name(), "message", message);
  }

  private static ApiException thrown(Call call) throws Exception {
    try {
      call.run();
    } catch (ApiException error) {
      return error;
    } catch (ExecutionException error) {
      if (error.getCause() instanceof ApiException cause) {
        return cause;
      }
      throw error;
    }
    throw new AssertionError("The call should have failed.");
  }
}
