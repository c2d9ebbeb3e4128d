/**
 * A small registry of metrics in Prometheus' text format
 * (https://prometheus.io/docs/instrumenting/exposition_formats/).
 *
 * Labels take only values that the program itself knows (its handlers, wire
 * formats, codes), never text from a request: the number of series is bounded.
 */

/** The upper bounds of the duration histogram, in seconds; the platform waits 5 to 30. */
const bounds = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
] as const;

/** What is known of one call that has ended. */
export interface CallOutcome {
  /** How it came: `json`, `rest`, `grpc`, `grpc-web`, `connect`. */
  readonly door: string;
  /** The wire format, or `(none)`. */
  readonly format: string;
  /** The handler as it was registered, the method of another service as `package.Service/Method`, or `(none)`. */
  readonly handler: string;
  /** The event that ended it: `handled`, `recovered`, `failed`, `response-refused`. */
  readonly outcome: string;
  /** `OK` or the code of the error. */
  readonly code: string;
  readonly durationMs: number;
}

interface Series {
  readonly labels: string;
  readonly of: CallOutcome;
  readonly buckets: number[];
  count: number;
  sum: number;
}

/** The metrics of one server. */
export interface Metrics {
  /** A call has begun. */
  begin(): void;
  /** A call has ended, however it went. */
  end(): void;
  /** What came of a call. */
  record(outcome: CallOutcome): void;
  /** A handler ended when its caller had gone. */
  late(): void;
  /** A request was refused before it became a call. */
  refuse(reason: string): void;
  /** Everything, as text. */
  render(): string;
}

/**
 * An empty registry.
 *
 * @param gauges read when the text is made: by name, with help
 */
export function createMetrics(
  gauges: Readonly<Record<string, { help: string; read: () => number }>> = {},
): Metrics {
  const series = new Map<string, Series[]>();
  const refused = new Map<string, number>();
  let inFlight = 0;
  let late = 0;
  return {
    begin() {
      inFlight += 1;
    },
    end() {
      inFlight -= 1;
    },
    record(outcome) {
      let ofHandler = series.get(outcome.handler);
      if (ofHandler === undefined) series.set(outcome.handler, (ofHandler = []));
      // A handler has few series: comparing is cheaper than building a key of all labels.
      let one = ofHandler.find((other) => isSame(other.of, outcome));
      if (one === undefined) {
        one = {
          labels: outcomeLabels(outcome),
          of: outcome,
          buckets: bounds.map(() => 0),
          count: 0,
          sum: 0,
        };
        ofHandler.push(one);
      }
      const seconds = outcome.durationMs / 1000;
      one.count += 1;
      one.sum += seconds;
      let index = 0;
      while (seconds > (bounds[index] ?? Infinity)) index += 1;
      if (index < bounds.length) one.buckets[index] = (one.buckets[index] ?? 0) + 1;
    },
    late() {
      late += 1;
    },
    refuse(reason) {
      refused.set(reason, (refused.get(reason) ?? 0) + 1);
    },
    render() {
      const lines = [
        ...family("fulfillkit_calls_in_flight", {
          type: "gauge",
          help: "Calls that are being answered.",
        }),
        `fulfillkit_calls_in_flight ${inFlight}`,
        ...family("fulfillkit_late_results_total", {
          type: "counter",
          help: "Handlers that ended after their caller had been told DEADLINE_EXCEEDED or CANCELLED.",
        }),
        `fulfillkit_late_results_total ${late}`,
      ];
      for (const [name, gauge] of Object.entries(gauges))
        lines.push(...family(name, { type: "gauge", help: gauge.help }), `${name} ${gauge.read()}`);
      lines.push(
        ...family("fulfillkit_refused_requests_total", {
          type: "counter",
          help: "Requests that were refused before they reached a handler, by reason.",
        }),
      );
      for (const [reason, count] of refused)
        lines.push(`fulfillkit_refused_requests_total{reason="${escapeLabel(reason)}"} ${count}`);
      lines.push(...renderDurations([...series.values()].flat()));
      return `${lines.join("\n")}\n`;
    },
  };
}

function family(name: string, about: { readonly type: string; readonly help: string }): string[] {
  return [`# HELP ${name} ${about.help}`, `# TYPE ${name} ${about.type}`];
}

function renderDurations(all: Iterable<Series>): string[] {
  const name = "fulfillkit_call_duration_seconds";
  const lines = family(name, {
    type: "histogram",
    help: "Time from a decoded call to its answer, by handler and code.",
  });
  for (const { labels, buckets, count, sum } of all) {
    let below = 0;
    for (const [index, bound] of bounds.entries()) {
      below += buckets[index] ?? 0;
      lines.push(`${name}_bucket{${labels},le="${bound}"} ${below}`);
    }
    lines.push(`${name}_bucket{${labels},le="+Inf"} ${count}`);
    lines.push(`${name}_sum{${labels}} ${sum}`, `${name}_count{${labels}} ${count}`);
  }
  return lines;
}

function isSame(one: CallOutcome, other: CallOutcome): boolean {
  return (
    one.code === other.code &&
    one.door === other.door &&
    one.format === other.format &&
    one.outcome === other.outcome
  );
}

function outcomeLabels(outcome: CallOutcome): string {
  const { durationMs: _, ...labels } = outcome;
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeLabel(value)}"`)
    .join(",");
}

function escapeLabel(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
