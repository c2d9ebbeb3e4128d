/**
 * Plain functions as the methods of Connect services, in every version of the API.
 */
import {
  create,
  type DescMethodUnary,
  type DescService,
  type Message,
  type MessageInitShape,
  type MessageShape,
} from "@bufbuild/protobuf";
import type { ConnectRouter, HandlerContext, ServiceImpl } from "@connectrpc/connect";
import { OperationSchema, type Operation } from "../../gen/es/google/longrunning/operations_pb.ts";
import { operationOf, retype } from "./api-version.ts";
import type { ApiVersion, ManagementContext, ManagementParts } from "./context.ts";

/** A method: what it is asked, in messages of v3, and what it answers. Throws WebhookErrors. */
type Method<Desc> =
  Desc extends DescMethodUnary<infer Input, infer Output>
    ? (
        request: MessageShape<Input>,
        context: ManagementContext,
      ) => Promise<MessageInitShape<Output>>
    : never;

/** A function for each method of a service. */
export type Methods<Service extends DescService> = {
  readonly [Name in keyof Service["method"]]: Method<Service["method"][Name]>;
};

/** Functions, and the services that they are the methods of. */
export interface MethodsOptions<Service extends DescService> {
  /** The service that the functions are written for. */
  readonly service: Service;
  /** The same service of v3beta1, for which messages are re-typed. Absent: there is none. */
  readonly beta?: DescService;
  readonly methods: Methods<Service>;
}

/** Services that are ready to be registered. */
export interface ServedMethods {
  readonly services: readonly DescService[];
  readonly register: (router: ConnectRouter, parts: ManagementParts) => void;
}

/** Functions as the methods of a service and, with messages re-typed, of the same service of v3beta1. */
export function serving<Service extends DescService>(
  options: MethodsOptions<Service>,
): ServedMethods {
  const { service, beta } = options;
  const all: Served[] = [
    { version: "v3", as: service },
    ...(beta ? [{ version: "v3beta1", as: beta } as const] : []),
  ];
  return {
    services: all.map(({ as }) => as),
    register: (router, parts) => {
      for (const one of all) register(router, { options, parts, served: one });
    },
  };
}

/** The service under which methods are registered. */
interface Served {
  readonly version: ApiVersion;
  readonly as: DescService;
}

/** A method without its message types, which the descriptors know at run time. */
type AnyMethod = (request: Message, context: ManagementContext) => Promise<Message>;

function register<Service extends DescService>(
  router: ConnectRouter,
  registration: {
    readonly options: MethodsOptions<Service>;
    readonly parts: ManagementParts;
    readonly served: Served;
  },
): void {
  const { options, parts, served } = registration;
  const { service } = options;
  const methods: Readonly<Record<string, unknown>> = options.methods;
  const implementation: Record<string, unknown> = {};
  for (const target of served.as.methods) {
    const own = service.methods.find(({ name }) => name === target.name);
    const method = own && (methods[own.localName] as AnyMethod | undefined);
    if (own === undefined || method === undefined)
      throw new TypeError(`${service.typeName} has no implementation of ${target.name}.`);
    implementation[target.localName] = async (
      message: Message,
      { signal }: Pick<HandlerContext, "signal">,
    ): Promise<Message> => {
      const context: ManagementContext = { ...parts, signal, apiVersion: served.version };
      const request = served.as === service ? message : retype(message, target.input, own.input);
      const answer = create(own.output, await method(request, context));
      if (options.beta && own.output.typeName === OperationSchema.typeName)
        return operationOf(served.version, answer as Operation);
      return served.as === service ? answer : retype(answer, own.output, target.output);
    };
  }
  router.service(served.as, implementation as Partial<ServiceImpl<DescService>>);
}
