/**
 * A session while an answer is applied to it: changes with what they bring
 * along, noted as effects. Parameters of the session and of the current page's
 * form that have one name share their value, as far as the behaviours say so.
 */
import { isDeepStrictEqual } from "node:util";
import type { JsonValue } from "@bufbuild/protobuf";
import type { Behaviours } from "../behaviours.ts";
import { DispatchFailure } from "../failure.ts";
import type { Effect } from "./effect.ts";
import { ParameterEdit } from "./parameters.ts";
import type { Writable } from "../writable.ts";
import type { FormParameter, SessionState } from "./state.ts";

/** What applying an answer came to. */
export interface Applied {
  /** The session afterwards: the very same one if nothing changed. */
  readonly session: SessionState;
  readonly effects: readonly Effect[];
  /** What was ignored in the answer, one sentence each. */
  readonly warnings: readonly string[];
}

/** What an answer says of a form parameter. */
export interface FormParameterChange {
  readonly displayName: string;
  readonly required: boolean;
  readonly invalid: boolean;
  /** Null removes it; undefined: nothing is said of it. */
  readonly value: JsonValue | undefined;
}

/** A copy of a session that can be changed. */
export class SessionDraft {
  readonly behaviours: Behaviours;
  readonly #before: SessionState;
  readonly #effects: Effect[] = [];
  readonly #warnings: string[] = [];
  readonly #parameters: ParameterEdit;
  readonly #flowParameters: ParameterEdit;
  #form: readonly FormParameter[] | undefined;
  /** Its parameters' names in lower case; their order never changes. */
  #formNames: readonly string[] | undefined;
  readonly #patch: Partial<SessionState> = {};

  /** @param before stays as it is */
  constructor(before: SessionState, behaviours: Behaviours) {
    this.behaviours = behaviours;
    this.#before = before;
    this.#parameters = new ParameterEdit(before.parameters);
    this.#flowParameters = new ParameterEdit(before.flowParameters);
    this.#form = before.page?.form;
  }

  /** Notes what was ignored. */
  warn(sentence: string): void {
    this.#warnings.push(sentence);
  }

  /** Refuses what one of the behaviours says fails the call; otherwise notes that it was ignored. */
  refuse(behaviour: "unknownFormParameter" | "unknownTarget", sentence: string): void {
    if (this.behaviours[behaviour] === "fail") throw new DispatchFailure("parse", sentence);
    this.warn(sentence);
  }

  /** Puts other members in place, all but parameters and form, and notes the change. */
  put(patch: Partial<Omit<SessionState, "parameters" | "flowParameters">>, effect: Effect): void {
    Object.assign(this.#patch, patch);
    this.#effects.push(effect);
  }

  /** Notes a change that is outside of the state. */
  note(effect: Effect): void {
    this.#effects.push(effect);
  }

  /** Sets a session parameter, or removes it by null, and with it the form parameter of its name. */
  setParameter(name: string, value: JsonValue): void {
    this.#setSession(name, value);
    if (this.behaviours.sessionParameterFillsForm !== "yes") return;
    const index = this.#find(name);
    if (index >= 0) this.#setForm(index, value);
  }

  /** Sets a parameter of the current flow, or removes it by null. */
  setFlowParameter(name: string, value: JsonValue): void {
    const known =
      value === null ? this.#flowParameters.remove(name) : this.#flowParameters.set(name, value);
    if (known === undefined) return;
    this.note(
      value === null
        ? { kind: "flow-parameter-removed", name: known }
        : { kind: "flow-parameter-set", name: known, value },
    );
  }

  /** Leaves the current flow: its parameters are no longer there. */
  clearFlowParameters(): void {
    for (const name of Object.keys(this.#flowParameters.result()))
      this.setFlowParameter(name, null);
  }

  /** Changes a parameter of the current page's form. */
  changeForm({ displayName, required, invalid, value }: FormParameterChange): void {
    const index = this.#find(displayName);
    const known = this.#form?.[index];
    if (known === undefined) {
      this.refuse(
        "unknownFormParameter",
        `The current page's form has no parameter ${JSON.stringify(displayName)}: an answer can't add one.`,
      );
      return;
    }
    const name = known.displayName;
    if (known.required !== required && (required || this.behaviours.requiredFalse === "optional")) {
      this.#replace(index, { ...known, required });
      this.note({ kind: "form-parameter-required", name, required });
    }
    if (invalid) {
      this.#invalidate(index, value);
      return;
    }
    if (value === undefined) return;
    this.#setForm(index, value);
    if (this.behaviours.formParameterSetsSession === "yes") this.#setSession(name, value);
  }

  /** The session with all changes. */
  finish(): Applied {
    if (this.#effects.length === 0)
      return { session: this.#before, effects: [], warnings: this.#warnings };
    const parameters = this.#parameters.result();
    const flowParameters = this.#flowParameters.result();
    const { page = this.#before.page } = this.#patch;
    // On the way to another page, the form that was changed is left behind.
    const stays = page !== undefined && page === this.#before.page && page.form !== this.#form;
    const session: Writable<SessionState> = { ...this.#before };
    Object.assign(session, this.#patch);
    session.parameters = parameters;
    session.flowParameters = flowParameters;
    if (stays && this.#form !== undefined) session.page = { ...page, form: this.#form };
    return { session, effects: this.#effects, warnings: this.#warnings };
  }

  #setSession(name: string, value: JsonValue): void {
    const known =
      value === null ? this.#parameters.remove(name) : this.#parameters.set(name, value);
    if (known === undefined) return;
    this.note(
      value === null
        ? { kind: "parameter-removed", name: known }
        : { kind: "parameter-set", name: known, value },
    );
  }

  #find(name: string): number {
    const folded = name.toLowerCase();
    this.#formNames ??= this.#form?.map(({ displayName }) => displayName.toLowerCase()) ?? [];
    return this.#formNames.indexOf(folded);
  }

  #setForm(index: number, value: JsonValue): void {
    const known = this.#form?.[index];
    if (known === undefined) return;
    const { value: before, ...rest } = known;
    const name = known.displayName;
    if (value === null) {
      if (before === undefined) return;
      this.#replace(index, { ...rest, state: "EMPTY" });
      this.note({ kind: "form-parameter-removed", name });
    } else if (known.state !== "FILLED" || !isDeepStrictEqual(before, value)) {
      this.#replace(index, { ...known, state: "FILLED", value });
      this.note({ kind: "form-parameter-set", name, value });
    }
  }

  /**
   * Has a parameter asked for again. Where its value is dropped, so is the
   * session parameter of its name, if that would fill the form at once.
   */
  #invalidate(index: number, value: JsonValue | undefined): void {
    const known = this.#form?.[index];
    if (known === undefined) return;
    const { value: before, ...rest } = known;
    const drop = this.behaviours.invalidatedValue === "drop" || value === null;
    const kept = drop ? undefined : (value ?? before);
    const after: FormParameter = {
      ...rest,
      state: "INVALID",
      ...(kept !== undefined && { value: kept }),
    };
    if (!isDeepStrictEqual(after, known)) {
      this.#replace(index, after);
      this.note({ kind: "form-parameter-invalidated", name: known.displayName });
    }
    if (drop && this.behaviours.sessionParameterFillsForm === "yes")
      this.#setSession(known.displayName, null);
  }

  #replace(index: number, parameter: FormParameter): void {
    this.#form = this.#form?.with(index, parameter);
  }
}
