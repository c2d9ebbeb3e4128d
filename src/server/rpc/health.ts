/**
 * grpc.health.v1, read from the server's health.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/health-checking.md
 */
import { Code, ConnectError, type ConnectRouter } from "@connectrpc/connect";
import {
  Health,
  HealthCheckResponse_ServingStatus as Status,
} from "../../../gen/es/grpc/health/v1/health_pb.ts";
import type { HealthSource } from "../health.ts";

/** What the health service is made of. */
export interface HealthServiceOptions {
  readonly health: HealthSource;
  /** Full names of the services that List tells of, besides the server as a whole. */
  readonly services: () => Iterable<string>;
  /** Ends every Watch when it aborts. */
  readonly shutdown: AbortSignal;
}

/** Registers grpc.health.v1.Health: Check, List and Watch. */
export function serveHealth(router: ConnectRouter, options: HealthServiceOptions): void {
  const { health } = options;
  const state = (service: string): Status => Status[health.status(service)];
  router.service(Health, {
    check({ service }) {
      const status = state(service);
      if (status === Status.UNKNOWN)
        throw new ConnectError(`There is no service ${service}.`, Code.NotFound);
      return { status };
    },
    list() {
      const states = ["", ...options.services()].map(
        (name) => [name, { status: state(name) }] as const,
      );
      return {
        statuses: Object.fromEntries(states.filter(([, { status }]) => status !== Status.UNKNOWN)),
      };
    },
    async *watch({ service }, context) {
      let last: Status | undefined;
      const changes = createChanges(health, AbortSignal.any([context.signal, options.shutdown]));
      for await (const _ of changes) {
        const status = state(service) === Status.UNKNOWN ? Status.SERVICE_UNKNOWN : state(service);
        if (status !== last) yield { status };
        last = status;
      }
      if (options.shutdown.aborted)
        throw new ConnectError("The server is shutting down.", Code.Unavailable);
    },
  });
}

/** Yields at once, and after each change, until the signal aborts. Changes that nobody has read yet count as one. */
async function* createChanges(health: HealthSource, signal: AbortSignal): AsyncGenerator<void> {
  let wake = Promise.withResolvers<void>();
  const change = (): void => wake.resolve();
  const unsubscribe = health.onChange(change);
  signal.addEventListener("abort", change);
  try {
    for (;;) {
      yield;
      await wake.promise;
      wake = Promise.withResolvers<void>();
      if (signal.aborted) {
        return;
      }
    }
  } finally {
    unsubscribe();
    signal.removeEventListener("abort", change);
  }
}
