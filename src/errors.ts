/**
 * The one error that the library throws and that handlers may throw.
 *
 * Codes, their numbers and their HTTP statuses are those of google.rpc.Code
 * (https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto).
 */

/** Canonical codes: the gRPC number and the HTTP status of each. */
export const codes = {
  CANCELLED: { grpc: 1, http: 499 },
  UNKNOWN: { grpc: 2, http: 500 },
  INVALID_ARGUMENT: { grpc: 3, http: 400 },
  DEADLINE_EXCEEDED: { grpc: 4, http: 504 },
  NOT_FOUND: { grpc: 5, http: 404 },
  ALREADY_EXISTS: { grpc: 6, http: 409 },
  PERMISSION_DENIED: { grpc: 7, http: 403 },
  RESOURCE_EXHAUSTED: { grpc: 8, http: 429 },
  FAILED_PRECONDITION: { grpc: 9, http: 400 },
  ABORTED: { grpc: 10, http: 409 },
  OUT_OF_RANGE: { grpc: 11, http: 400 },
  UNIMPLEMENTED: { grpc: 12, http: 501 },
  INTERNAL: { grpc: 13, http: 500 },
  UNAVAILABLE: { grpc: 14, http: 503 },
  DATA_LOSS: { grpc: 15, http: 500 },
  UNAUTHENTICATED: { grpc: 16, http: 401 },
} as const;

/** A canonical code, by its name in google.rpc.Code. */
export type Code = keyof typeof codes;

const codeNames = new Map<number, Code>(
  (Object.keys(codes) as Code[]).map((name) => [codes[name].grpc, name]),
);

/** The name of a code's gRPC number; `UNKNOWN` for a number that is no error of google.rpc.Code. */
export function codeName(number: number): Code {
  return codeNames.get(number) ?? "UNKNOWN";
}

/**
 * Every reason that this library gives, with the code it comes with and what
 * the reader of the error should do. The documentation's table and the tests
 * read this registry; a handler may use reasons of its own.
 */
export const reasons = {
  INTERNAL: {
    code: "INTERNAL",
    remedy: "Read the server's log: the cause stands there, under the same request id.",
  },
  DEADLINE_EXCEEDED: {
    code: "DEADLINE_EXCEEDED",
    remedy: "Make the handler faster, pass its signal on, or raise the webhook's timeout.",
  },
  CANCELLED: { code: "CANCELLED", remedy: "Nothing: the caller went away." },
  NOT_JSON: { code: "INVALID_ARGUMENT", remedy: "Send one JSON object, encoded as UTF-8." },
  NOT_A_WEBHOOK_REQUEST: {
    code: "INVALID_ARGUMENT",
    remedy: "Send a WebhookRequest of Dialogflow CX or of Dialogflow ES.",
  },
  WRONG_FORMAT: {
    code: "INVALID_ARGUMENT",
    remedy: "Send the wire format that this path serves, or allow the other one.",
  },
  INVALID_REQUEST: {
    code: "INVALID_ARGUMENT",
    remedy: "Correct the field that the error names.",
  },
  TOO_DEEP: {
    code: "INVALID_ARGUMENT",
    remedy: "Nest the body less, or raise the depth limit.",
  },
  BODY_TOO_LARGE: {
    code: "RESOURCE_EXHAUSTED",
    http: 413,
    remedy: "Send a smaller body, or raise the body limit.",
  },
  INVALID_RESPONSE: {
    code: "INTERNAL",
    remedy: "Mend the reply at the path that the log names: the platform would refuse it.",
  },
  RESPONSE_TOO_LARGE: {
    code: "INTERNAL",
    remedy: "Answer with less: the platform takes at most 64 KiB.",
  },
  UNSUPPORTED_REPLY: {
    code: "INTERNAL",
    remedy: "Leave the feature out for callers on this wire format: it has no such thing.",
  },
  NO_HANDLER: {
    code: "NOT_FOUND",
    remedy: "Register a handler for the tag, the intent or the action, or a fallback.",
  },
  INVALID_PARAMETERS: {
    code: "INVALID_ARGUMENT",
    remedy: "Correct the parameters that the error names.",
  },
  NO_ROUTE: { code: "NOT_FOUND", remedy: "Use one of the paths that the server prints at start." },
  METHOD_NOT_ALLOWED: {
    code: "UNIMPLEMENTED",
    http: 405,
    remedy: "Use a method that the Allow header lists.",
  },
  UNSUPPORTED_MEDIA_TYPE: {
    code: "INVALID_ARGUMENT",
    http: 415,
    remedy: "Send Content-Type: application/json.",
  },
  TOO_MANY_HEADERS: {
    code: "RESOURCE_EXHAUSTED",
    http: 431,
    remedy: "Send fewer headers, or raise the limit headerCount.",
  },
  CLIENT_CERTIFICATE_REQUIRED: {
    code: "UNAUTHENTICATED",
    remedy: "Connect with a certificate that the server's client CA has signed.",
  },
  SHUTTING_DOWN: { code: "UNAVAILABLE", remedy: "Try again: another instance answers." },
  INVALID_RESOURCE: {
    code: "INVALID_ARGUMENT",
    remedy: "Correct the fields of the resource that the error names.",
  },
  INVALID_RESOURCE_NAME: {
    code: "INVALID_ARGUMENT",
    remedy: "Write the name in the form that the error shows.",
  },
  INVALID_UPDATE_MASK: {
    code: "INVALID_ARGUMENT",
    remedy: "Name fields of the resource, or leave the mask out to replace all of them.",
  },
  INVALID_PAGE_SIZE: {
    code: "INVALID_ARGUMENT",
    remedy: "Ask for a page of 0 (the default) or more.",
  },
  INVALID_PAGE_TOKEN: {
    code: "INVALID_ARGUMENT",
    remedy: "Send next_page_token as it came, with the parent and the filter of the page before.",
  },
  INVALID_FILTER: {
    code: "INVALID_ARGUMENT",
    remedy: "Write the filter in the form that the error shows, or leave it out.",
  },
  RESOURCE_NOT_FOUND: {
    code: "NOT_FOUND",
    remedy: "Check the name that the error shows, or create the resource first.",
  },
  DISPLAY_NAME_TAKEN: {
    code: "ALREADY_EXISTS",
    remedy: "Choose another display name, or update the resource that has it.",
  },
  RESOURCE_IN_USE: {
    code: "FAILED_PRECONDITION",
    remedy: "Remove the references that the error names, or delete with force.",
  },
  UNKNOWN_WEBHOOK: {
    code: "FAILED_PRECONDITION",
    remedy: "Create the webhook in the agent first, or leave its override out.",
  },
  OPERATION_CANCELLED: { code: "CANCELLED", remedy: "Nothing: a caller cancelled the operation." },
  OPERATION_ABORTED: {
    code: "ABORTED",
    remedy: "Ask for it again: the server stopped or failed before the operation was done.",
  },
  TOO_MANY_RESOURCES: {
    code: "RESOURCE_EXHAUSTED",
    remedy: "Delete resources that are no longer needed, or raise the server's limit.",
  },
  SECRET_UNREADABLE: {
    code: "INTERNAL",
    remedy: "Start the server with the key ring that still holds the key which the log names.",
  },
  NO_SECRET_KEYS: {
    code: "FAILED_PRECONDITION",
    remedy: "Give the server a key ring, as the error says: it seals the secrets of webhooks.",
  },
  NAME_TAKEN: { code: "ALREADY_EXISTS", remedy: "Use another name, or update what has it." },
  ETAG_MISMATCH: {
    code: "ABORTED",
    remedy: "Read the resource again, change what it is now, and send the new etag.",
  },
  CONFLICT: { code: "ABORTED", remedy: "Try the whole change again, from reading on." },
  INVALID_NAME: {
    code: "INVALID_ARGUMENT",
    remedy: "Shorten or correct the field that the error names.",
  },
  STORE_UNAVAILABLE: {
    code: "UNAVAILABLE",
    remedy: "Try again later; see to the database, its place and its rights, if it goes on.",
  },
  INVALID_STORE_URL: {
    code: "INVALID_ARGUMENT",
    remedy: "Give memory:, the path of a file, or a postgres:// URL.",
  },
  NO_SUCH_VERSION: {
    code: "INVALID_ARGUMENT",
    remedy: "Give one of the schema's versions that the error names.",
  },
  SCHEMA_DRIFT: {
    code: "FAILED_PRECONDITION",
    remedy:
      "Run fulfillkit migrate, or the release that the database belongs to, as the error says.",
  },
  STORE_UNUSABLE: {
    code: "FAILED_PRECONDITION",
    remedy: "See to what the database said: the error repeats it.",
  },
  MISSING_DRIVER: {
    code: "FAILED_PRECONDITION",
    remedy: "Install the package that the error names.",
  },
} as const satisfies Record<string, { code: Code; http?: number; remedy: string }>;

/** A reason that the library itself gives. */
export type Reason = keyof typeof reasons;

/** One wrong field: a google.rpc.BadRequest.FieldViolation. */
export interface FieldViolation {
  /** Where, as a path: `sessionInfo.parameters["amount"]`. */
  readonly field: string;
  /** What is wrong there, and what would be right. */
  readonly description: string;
}

/** The resource that an error is about: a google.rpc.ResourceInfo. */
export interface ErrorResource {
  /** Its type: `dialogflow.googleapis.com/Webhook`. */
  readonly type: string;
  /** Its resource name. */
  readonly name: string;
  /** Who owns it: the resource name of its parent. */
  readonly owner?: string;
}

/** What a WebhookError is made of, besides its code. */
export interface WebhookErrorOptions {
  /** Stable and machine-readable, in UPPER_SNAKE_CASE. Default: the code. */
  readonly reason?: Reason | (string & {});
  /** For the caller, so without internals. Default: a sentence for the code. */
  readonly message?: string;
  /** For the log alone; never sent. */
  readonly cause?: unknown;
  /** Whose reason it is. Default: `fulfillkit.dev`. */
  readonly domain?: string;
  /** More facts for the caller, as google.rpc.ErrorInfo.metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Wrong fields, as google.rpc.BadRequest. */
  readonly violations?: readonly FieldViolation[];
  /** The resource that it is about, as google.rpc.ResourceInfo. */
  readonly resource?: ErrorResource;
}

/** A google.rpc.Status in its JSON form, as REST services of Google send it. */
export interface StatusBody {
  readonly error: {
    /** The HTTP status. */
    readonly code: number;
    readonly message: string;
    /** The canonical code's name. */
    readonly status: Code;
    readonly details: readonly Readonly<Record<string, unknown>>[];
  };
}

const brand = Symbol.for("fulfillkit.WebhookError");

const publicTexts: Partial<Record<Code, string>> = {
  INTERNAL: "The webhook failed. The cause is in its log.",
  DEADLINE_EXCEEDED: "The webhook did not answer in time.",
  CANCELLED: "The call was cancelled.",
};

/**
 * A failure with a canonical code. Thrown by a handler, it becomes the HTTP
 * status and the gRPC code of the answer, with a google.rpc.Status body.
 *
 * @example
 * throw new WebhookError("NOT_FOUND", { reason: "ACCOUNT_UNKNOWN", message: "There is no such account." });
 */
export class WebhookError extends Error {
  override readonly name = "WebhookError";
  readonly code: Code;
  readonly reason: string;
  readonly domain: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly violations: readonly FieldViolation[];
  readonly resource: ErrorResource | undefined;

  /** @throws TypeError where the code is none of google.rpc.Code */
  constructor(code: Code, options: WebhookErrorOptions = {}) {
    if (!Object.hasOwn(codes, code))
      throw new TypeError(`"${code}" is no code; there are: ${Object.keys(codes).join(", ")}.`);
    super(
      options.message ?? publicTexts[code] ?? `The webhook answered ${code}.`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = code;
    this.reason = options.reason ?? code;
    this.domain = options.domain ?? "fulfillkit.dev";
    this.metadata = options.metadata ?? {};
    this.violations = options.violations ?? [];
    this.resource = options.resource;
    Object.defineProperty(this, brand, { value: true });
  }

  /** The HTTP status: the code's, unless the reason has a finer one (405, 413, 415, 431). */
  get httpStatus(): number {
    const known = Object.hasOwn(reasons, this.reason) ? reasons[this.reason as Reason] : undefined;
    return known && known.code === this.code && "http" in known
      ? known.http
      : codes[this.code].http;
  }

  /** The gRPC status code's number. */
  get grpcCode(): number {
    return codes[this.code].grpc;
  }

  /**
   * The public body: google.rpc.Status with ErrorInfo and, where fields are
   * wrong, BadRequest, where a resource is meant, ResourceInfo (AIP-193,
   * https://google.aip.dev/193). The cause is not in it.
   */
  toJSON(): StatusBody {
    const details: Record<string, unknown>[] = [
      {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        reason: this.reason,
        domain: this.domain,
        ...(Object.keys(this.metadata).length > 0 && { metadata: this.metadata }),
      },
    ];
    if (this.violations.length > 0)
      details.push({
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        fieldViolations: this.violations,
      });
    if (this.resource) {
      const { type, name, owner } = this.resource;
      details.push({
        "@type": "type.googleapis.com/google.rpc.ResourceInfo",
        resourceType: type,
        resourceName: name,
        ...(owner !== undefined && { owner }),
      });
    }
    return { error: { code: this.httpStatus, message: this.message, status: this.code, details } };
  }

  /** Whether a value is a WebhookError, of this copy of the library or of another. */
  static is(value: unknown): value is WebhookError {
    try {
      return typeof value === "object" && value !== null && brand in value;
    } catch {
      // A proxy that does not let itself be asked.
      return false;
    }
  }

  /**
   * Any thrown value as a WebhookError: one stays as it is; everything else is
   * INTERNAL with a text that reveals nothing, and the value as its cause.
   */
  static from(thrown: unknown): WebhookError {
    if (WebhookError.is(thrown)) return thrown;
    // A cause that says so is worth more in a log than none.
    const cause = thrown === undefined ? new Error("undefined was thrown") : thrown;
    return new WebhookError("INTERNAL", { cause });
  }
}
