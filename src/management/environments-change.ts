/**
 * CreateEnvironment and UpdateEnvironment, as the work of operations.
 */
import { clone } from "@bufbuild/protobuf";
import { StructSchema, type FieldMask } from "@bufbuild/protobuf/wkt";
import {
  CreateEnvironmentRequestSchema,
  EnvironmentSchema,
  UpdateEnvironmentRequestSchema,
  type Environment,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { WebhookSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { ManagementParts } from "./context.ts";
import { checkEnvironment, checkOverriddenWebhooks } from "./environments-rules.ts";
import {
  insertEnvironment,
  readEnvironment,
  requireEnvironment,
  updateEnvironment,
} from "./environments-state.ts";
import { refuseViolations } from "./failures.ts";
import { dropOutputOnly } from "./field-behavior.ts";
import { resolvePath } from "./mask-path.ts";
import type { OperationMethod } from "./operations-run.ts";
import { formatName, parseName } from "./resource-name.ts";
import { restoreSecrets } from "./stored-message.ts";
import { applyUpdateMask, parseUpdateMask } from "./update-mask.ts";

/** Creates an environment. Its name is the server's, whatever the request says. */
export const createEnvironmentMethod: OperationMethod<typeof CreateEnvironmentRequestSchema> = {
  name: "CreateEnvironment",
  request: CreateEnvironmentRequestSchema,
  metadata: StructSchema,
  async perform(request, run) {
    const agent = parseName("agent", request.parent, "parent");
    const wanted = clone(EnvironmentSchema, requested(request.environment));
    dropOutputOnly(EnvironmentSchema, wanted);
    wanted.name = formatName("environment", { ...agent, environment: run.id });
    restoreOverrides(run.parts, wanted);
    checkEnvironment(wanted, run.parts.options);
    await checkOverriddenWebhooks(run.writer, wanted);
    const message = await insertEnvironment(run, wanted);
    return { response: { schema: EnvironmentSchema, message } };
  },
};

/** Changes what the mask names. The mask is one that `normalMask` returned. */
export const updateEnvironmentMethod: OperationMethod<typeof UpdateEnvironmentRequestSchema> = {
  name: "UpdateEnvironment",
  request: UpdateEnvironmentRequestSchema,
  metadata: StructSchema,
  async perform(request, run) {
    const { name } = requested(request.environment);
    const mask = parseUpdateMask(EnvironmentSchema, request.updateMask);
    const current = readEnvironment(run.parts, await requireEnvironment(run.writer, name));
    const wanted = clone(EnvironmentSchema, requested(request.environment));
    restoreOverrides(run.parts, wanted, current);
    const field = "environment";
    const changed = applyUpdateMask(EnvironmentSchema, mask, { current, wanted, field });
    checkEnvironment(changed, run.parts.options);
    await checkOverriddenWebhooks(run.writer, changed);
    const message = await updateEnvironment(run, changed);
    return { response: { schema: EnvironmentSchema, message } };
  },
};

/**
 * The mask of an UpdateEnvironmentRequest with all paths spelled as in the proto,
 * since only such can be stored as JSON.
 *
 * @throws WebhookError INVALID_ARGUMENT, reason INVALID_RESOURCE if there is none, INVALID_UPDATE_MASK if a path is wrong
 */
export function normalMask(mask: FieldMask | undefined): FieldMask {
  if (mask === undefined || mask.paths.length === 0)
    refuseViolations([{ field: "update_mask", description: "Required; * stands for all fields." }]);
  const paths = mask?.paths ?? [];
  parseUpdateMask(EnvironmentSchema, mask);
  return {
    $typeName: "google.protobuf.FieldMask",
    paths: paths.map((path) =>
      path === "*"
        ? path
        : resolvePath(EnvironmentSchema, path)
            .map(({ field }) => field.name)
            .join("."),
    ),
  };
}

/** Puts stored secrets in place of masks that a caller sends back, override by override. */
function restoreOverrides(
  { options }: ManagementParts,
  wanted: Environment,
  current?: Environment,
): void {
  if (!options.maskSecrets) return;
  const stored = new Map(
    current?.webhookConfig?.webhookOverrides.map((override) => [override.name, override]),
  );
  for (const [index, override] of (wanted.webhookConfig?.webhookOverrides ?? []).entries()) {
    const known = stored.get(override.name);
    restoreSecrets(WebhookSchema, {
      wanted: override,
      field: `environment.webhook_config.webhook_overrides[${index}]`,
      ...(known && { current: known }),
    });
  }
}

/** The environment of a request, which is required and so has been found there. */
function requested(environment: Environment | undefined): Environment {
  if (environment === undefined)
    throw new TypeError("The request's required environment was not checked.");
  return environment;
}
