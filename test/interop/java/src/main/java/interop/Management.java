package interop;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The management API by its official Java client: {@code Management 127.0.0.1:8080}.
 *
 * <p>Prints a line of JSON for every step: the client, the step's name, and what was seen. What
 * should be seen stands in test/interop/management/steps.ts, for all languages.
 *
 * <p>The package v3beta1 is v3 with the client's version replaced; the test that runs this makes
 * it.
 */
public final class Management {
  private static final Gson LINES = new GsonBuilder().disableHtmlEscaping().create();

  private Management() {}

  public static void main(String[] args) throws Exception {
    for (String version : List.of("v3", "v3beta1")) {
      for (String transport : List.of("grpc", "rest")) {
        String client = transport + " " + version;
        BiConsumer<String, Object> report =
            (step, seen) ->
                System.out.println(
                    LINES.toJson(Map.of("client", client, "step", step, "seen", seen)));
        if (version.equals("v3")) {
          interop.v3.Scenario.run(args[0], transport, report);
        } else {
          interop.v3beta1.Scenario.run(args[0], transport, report);
        }
      }
    }
  }
}
