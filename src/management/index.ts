/** The management API, as the server and the command line take it. */
export { mixinRules as managementRules } from "./http-rules.ts";
export { loadKeyRing } from "./key-source.ts";
export { readableOperationErrors } from "./operations-json.ts";
export { recoverOperations } from "./operations-recovery.ts";
export { managementServices, registerManagement } from "./register.ts";
export { reseal } from "./reseal.ts";
export { createSecretBox } from "./secret-box.ts";
export { addSecret, deleteSecret, listSecrets, storedSecrets } from "./stored-secrets.ts";
export { webhookSource } from "./webhook-source.ts";
