/** The management API, as the server takes it. */
export { mixinRules as managementRules } from "./http-rules.ts";
export { newKeyRing, parseKeyRing } from "./key-ring.ts";
export { plainOperationErrors } from "./operations-json.ts";
export { recoverOperations } from "./operations-recovery.ts";
export { managementServices, registerManagement } from "./register.ts";
export { createSecretBox, type SecretBox } from "./secret-box.ts";
