// Written by scripts/generate-rules.ts from the rules in proto/. Do not edit.

/** What a text has to be like: length in characters, a regular expression for mode u. */
export interface TextRules {
  readonly maxLen?: number;
  readonly pattern?: string;
}

/** What a field has to be like; of the members but ignore, there is the one for its type. */
export interface FieldRules {
  /**
   * When the field, and all that is in it, need keep to no rules. Default: if unset, which a field
   * without presence never is.
   */
  readonly ignore?: "if unset" | "if zero" | "always";
  readonly string?: TextRules;
  readonly int32?: { readonly gte?: number };
  readonly enum?: { readonly definedOnly?: boolean };
  /** In nanoseconds. */
  readonly duration?: { readonly gte?: bigint; readonly lte?: bigint };
  readonly repeated?: { readonly minItems?: number };
  readonly map?: {
    readonly keys?: { readonly string?: TextRules };
    readonly values?: { readonly string?: TextRules };
  };
}

/** The rules of a message: fields by their names in the proto, and oneofs of which a member has to be set. */
export interface MessageRules {
  readonly fields: Readonly<Record<string, FieldRules>>;
  readonly requiredOneofs: readonly string[];
}

/** The rules of each message that has some, by its full name. */
export const rules: Readonly<Record<string, MessageRules>> = {
  "fulfillkit.v1.DispatchRequest": { fields: { settings: { ignore: "always" } }, requiredOneofs: ["target", "call"] },
  "fulfillkit.v1.GetEffectiveWebhookRequest": { fields: { override_merge: { enum: { definedOnly: true } } }, requiredOneofs: [] },
  "fulfillkit.v1.ListEffectiveWebhooksRequest": { fields: { page_size: { int32: { gte: 0 } }, override_merge: { enum: { definedOnly: true } } }, requiredOneofs: [] },
  "google.cloud.dialogflow.cx.v3.Environment": { fields: { display_name: { string: { maxLen: 64 } }, description: { string: { maxLen: 500 } }, version_configs: { repeated: { minItems: 1 } } }, requiredOneofs: [] },
  "google.cloud.dialogflow.cx.v3.ListContinuousTestResultsRequest": { fields: { page_size: { int32: { gte: 0 } } }, requiredOneofs: [] },
  "google.cloud.dialogflow.cx.v3.ListDeploymentsRequest": { fields: { page_size: { int32: { gte: 0 } } }, requiredOneofs: [] },
  "google.cloud.dialogflow.cx.v3.ListEnvironmentsRequest": { fields: { page_size: { int32: { gte: 0 } } }, requiredOneofs: [] },
  "google.cloud.dialogflow.cx.v3.ListWebhooksRequest": { fields: { page_size: { int32: { gte: 0 } } }, requiredOneofs: [] },
  "google.cloud.dialogflow.cx.v3.LookupEnvironmentHistoryRequest": { fields: { page_size: { int32: { gte: 0 } } }, requiredOneofs: [] },
  "google.cloud.dialogflow.cx.v3.UpdateEnvironmentRequest": { fields: { environment: { ignore: "always" } }, requiredOneofs: [] },
  "google.cloud.dialogflow.cx.v3.UpdateWebhookRequest": { fields: { webhook: { ignore: "always" } }, requiredOneofs: [] },
  "google.cloud.dialogflow.cx.v3.Webhook": { fields: { timeout: { duration: { lte: 30000000000n, gte: 0n } } }, requiredOneofs: ["webhook"] },
  "google.cloud.dialogflow.cx.v3.Webhook.GenericWebService": { fields: { request_headers: { map: { keys: { string: { pattern: "^[!#$%&'*+\\-\\.^_`|~0-9A-Za-z]+$" } }, values: { string: { pattern: "^([!-~\u0080-\u00ff]([\\t -~\u0080-\u00ff]*[!-~\u0080-\u00ff])?)?$" } } } }, secret_versions_for_request_headers: { map: { keys: { string: { pattern: "^[!#$%&'*+\\-\\.^_`|~0-9A-Za-z]+$" } } } }, service_agent_auth: { enum: { definedOnly: true } }, webhook_type: { enum: { definedOnly: true } }, http_method: { enum: { definedOnly: true } } }, requiredOneofs: [] },
  "google.cloud.dialogflow.cx.v3.Webhook.GenericWebService.ServiceAccountAuthConfig": { fields: { service_account: { ignore: "if zero", string: { pattern: "^[^@\\t-\\r\\p{Z}\ufeff]+@[^@\\t-\\r\\p{Z}\ufeff]+$" } } }, requiredOneofs: [] },
};
