/**
 * The RPC door, loaded when the first RPC comes.
 */
export { createRpcDoor, type RpcDoor, type RpcDoorOptions } from "./door.ts";
export type { HandleWebhook, RpcCallContext } from "./webhook.ts";
export { fromConnectError } from "./error.ts";
