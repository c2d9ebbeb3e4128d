/**
 * What a client needs once it is used: descriptors, Connect, a transport for each endpoint.
 */
import {
  create,
  createRegistry,
  type DescFile,
  type DescMessage,
  type DescMethod,
  type DescMethodUnary,
  type DescService,
  type JsonObject,
  type Message,
  type MessageInitShape,
  type MessageShape,
  type Registry,
} from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import { anyUnpack, file_google_protobuf_struct, type Any } from "@bufbuild/protobuf/wkt";
import { ConnectError } from "@connectrpc/connect";
import { file_google_rpc_error_details } from "../../gen/es/google/rpc/error_details_pb.ts";
import type { Status } from "../../gen/es/google/rpc/status_pb.ts";
import type { WebhookError } from "../errors.ts";
import { mixinRules } from "../management/http-rules.ts";
import { httpBindings, type HttpBinding } from "../transcoding/binding.ts";
import { clientHeader } from "./api-client-header.ts";
import type { CallOptions } from "./caller.ts";
import { anyJson, errorDetails } from "./detail-json.ts";
import { endpointOf, routingHeader, type RoutingParameter } from "./endpoint.ts";
import { statusError } from "./management-error.ts";
import type { ResolvedOptions } from "./options.ts";
import { withRetry } from "./retry.ts";
import { loadServices, type Services } from "./services.ts";
import { openTransport, type OpenTransport } from "./transports.ts";

/** Loads what a client needs for its calls. */
export async function createRuntime(options: ResolvedOptions): Promise<Runtime> {
  return new Runtime(options, await loadServices(options.version));
}

/** Makes calls. */
export class Runtime {
  readonly services: Services;
  readonly #options: ResolvedOptions;
  readonly #bindings: readonly HttpBinding[];
  readonly #registry: Registry;
  readonly #transports = new Map<string, Promise<OpenTransport>>();

  constructor(options: ResolvedOptions, services: Services) {
    this.#options = options;
    this.services = services;
    const all = [
      services.webhook.Webhooks,
      services.environment.Environments,
      services.deployment.Deployments,
      services.operation.Operations,
      services.location.Locations,
      services.effectiveWebhook.EffectiveWebhookService,
    ];
    // Rules of both versions stand side by side where a service belongs to both.
    const prefix = `/${options.version}/`;
    this.#bindings = httpBindings(
      all.flatMap((service: DescService): readonly DescMethod[] => service.methods),
      mixinRules,
    ).filter(({ template }) => template.text.startsWith(prefix));
    this.#registry = createRegistry(
      ...all.map(({ file }): DescFile => file),
      file_google_protobuf_struct,
      file_google_rpc_error_details,
    );
  }

  /** One call, tried again as the options say. @throws ManagementError, or WebhookError for what never went out */
  async unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    init: MessageInitShape<I>,
    call: CallOptions,
  ): Promise<MessageShape<O>> {
    const { clock, random, retry, timeoutMs } = this.#options;
    const message = create(method.input, init);
    const parameters = this.#routing(method, message);
    const origin = this.#options.origin ?? endpointOf(parameters[0]?.value ?? "");
    const { signal } = call;
    const context = { backoff: retry, clock, random, signal };
    return withRetry(
      async (attemptMs) => {
        const header = await this.#headers(origin, { parameters, call });
        const { transport } = await this.#transport(origin);
        try {
          const sent = message as MessageInitShape<I>;
          return (await transport.unary(method, signal, attemptMs, header, sent)).message;
        } catch (thrown) {
          throw this.#failure(thrown, method);
        }
      },
      { ...context, timeoutMs: call.timeoutMs ?? timeoutMs },
    );
  }

  /** What an Any holds; undefined if it is of another type. */
  unpack<Desc extends DescMessage>(any: Any, desc: Desc): MessageShape<Desc> | undefined {
    return anyUnpack(any, desc);
  }

  /** What an Any holds, as JSON with its type. */
  json(any: Any): JsonObject {
    return anyJson(any, this.#registry);
  }

  /** The error that an operation ended with. */
  operationError({ code, message, details }: Status, operation: string): WebhookError {
    const parts = { code, message, details: details.map((any) => this.json(any)) };
    return statusError(parts, { rpc: operation });
  }

  /** Lets go of the connections. */
  async close(): Promise<void> {
    const open = [...this.#transports.values()];
    this.#transports.clear();
    for (const transport of open) (await transport).close();
  }

  #transport(origin: string): Promise<OpenTransport> {
    let transport = this.#transports.get(origin);
    if (transport === undefined) {
      const parts = { bindings: this.#bindings, registry: this.#registry };
      transport = openTransport(origin, { ...this.#options, ...parts });
      this.#transports.set(origin, transport);
    }
    return transport;
  }

  async #headers(
    origin: string,
    { parameters, call }: { parameters: readonly RoutingParameter[]; call: CallOptions },
  ): Promise<Headers> {
    const headers = await this.#options.headers(origin);
    headers.set("x-goog-api-client", clientHeader(this.#options.protocol));
    if (parameters.length > 0) headers.set("x-goog-request-params", routingHeader(parameters));
    for (const [name, value] of Object.entries(call.headers ?? {})) headers.set(name, value);
    return headers;
  }

  /** The resource names of a request: what the path of its first HTTP rule holds. */
  #routing(method: DescMethod, message: Message): RoutingParameter[] {
    const binding = this.#bindings.find((one) => one.method === method);
    return (binding?.variables ?? []).flatMap(({ path }) => {
      let value: unknown = reflect(method.input, message);
      for (const field of path) value = (value as ReflectMessage).get(field);
      const field = path.map(({ name }) => name).join(".");
      return typeof value === "string" && value !== "" ? [{ field, value }] : [];
    });
  }

  #failure(thrown: unknown, method: DescMethod): WebhookError {
    const error = ConnectError.from(thrown);
    return statusError(
      {
        code: error.code,
        message: error.rawMessage,
        details: errorDetails(error, this.#registry),
      },
      { rpc: `${method.parent.typeName}.${method.name}`, cause: thrown },
    );
  }
}
