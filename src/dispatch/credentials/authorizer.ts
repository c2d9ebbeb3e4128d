/** What the dispatcher needs of credentials: the headers that prove who calls. */
import type { Webhook_GenericWebService as GenericWebService } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { CredentialKind } from "./kinds.ts";

/** A call that is to be authenticated. */
export interface AuthorizeRequest {
  readonly service: GenericWebService;
  /** The rendered URL that is called. */
  readonly url: string;
  /**
   * What the webhook refused with 401. Its token is given to nobody again, while
   * one that has come since, for another call, is: so many calls that are refused
   * at once ask for one new token, not for one each.
   */
  readonly refused?: Authorization;
  /** The longest to wait for tokens and secrets, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** The headers to add; those of the same name, in any case, that were there before go. */
export interface Authorization {
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** What fills `Authorization`. Absent: nothing does. */
  readonly kind?: CredentialKind;
  /** Whether asking again, with this as `refused`, could give another token. */
  readonly refreshable: boolean;
  /** Who calls, to keep connections apart by. Holds no secret. */
  readonly identity: string;
}

/** Gets credentials. */
export interface Authorizer {
  /** @throws DispatchFailure `credentials`, `timeout` or `cancelled`; its message holds no secret */
  authorize(request: AuthorizeRequest): Promise<Authorization>;
}

/** Where secrets are: by the name of a version in Secret Manager. */
export interface SecretResolver {
  /**
   * The secret's bytes as text.
   *
   * @param name `projects/P/secrets/S/versions/V`
   * @returns undefined where this resolver has no such secret
   */
  resolve(name: string, signal?: AbortSignal): Promise<string | undefined>;
}
