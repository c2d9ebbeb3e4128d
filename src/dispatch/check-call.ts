/** Checks what a call is given, for callers whose compiler did not. */

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members => typeof value === "object" && value !== null;

/** Members of a SessionState that are lists, and those that are objects. */
const lists = ["messages", "webhookPayloads", "contexts", "sessionEntityTypes"] as const;
const objects = ["parameters", "flowParameters", "scopes", "request"] as const;

/**
 * Checks the arguments of a call.
 *
 * @throws TypeError with what they should be
 */
export function checkCall(call: unknown): void {
  if (!isObject(call)) throw new TypeError("A call takes an object with a webhook and a request.");
  const { webhook, request, session } = call;
  if (typeof webhook !== "string" && !isObject(webhook))
    throw new TypeError("A call takes a webhook: its name, or the resource.");
  if (request !== undefined && !isRequest(request))
    throw new TypeError(
      "The request of a call has a format and a whole message, as decodeRequest and cxRequest make it.",
    );
  if (session !== undefined && !isSession(session))
    throw new TypeError(
      "The session of a call has all members of a SessionState; sessionFromRequest makes one of a request.",
    );
}

function isRequest(request: unknown): boolean {
  return isObject(request) && isObject(request["message"]) && "$typeName" in request["message"];
}

function isSession(session: unknown): boolean {
  return (
    isObject(session) &&
    typeof session["name"] === "string" &&
    lists.every((name) => Array.isArray(session[name])) &&
    objects.every((name) => isObject(session[name]))
  );
}
