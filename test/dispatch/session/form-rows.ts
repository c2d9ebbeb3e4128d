/** What answers say of form parameters, and what that comes to. */
import type { JsonObject } from "@bufbuild/protobuf";
import type { Behaviours } from "../../../src/dispatch/behaviours.ts";
import type { Effect } from "../../../src/dispatch/session/effect.ts";
import type { FormParameter, SessionState } from "../../../src/dispatch/session/state.ts";
import { flow, page, state } from "./states.ts";

/** A row: what an answer has, what it changes, and which evidence there is for that. */
export interface Row {
  readonly it: string;
  readonly evidence: "documented" | "observed" | "inferred";
  readonly answer: JsonObject;
  readonly changes: Partial<SessionState>;
  readonly effects: readonly Effect[];
  readonly behaviours?: Partial<Behaviours>;
}

/** An answer with form parameters. */
export const form = (...parameterInfo: JsonObject[]): JsonObject => ({
  pageInfo: { formInfo: { parameterInfo } },
});

/** An answer with session parameters. */
export const session = (parameters: JsonObject): JsonObject => ({ sessionInfo: { parameters } });

/** The first parameter of the form, which is filled. */
export const size = state.page?.form?.[0] as FormParameter;

/** The second one, which is not. */
export const crust = state.page?.form?.[1] as FormParameter;

/** A session whose page has these parameters. */
export const withForm = (...parameters: FormParameter[]): Partial<SessionState> => ({
  page: { name: page, displayName: "Order", form: parameters },
});

const invalidSize: FormParameter = {
  displayName: "size",
  required: true,
  state: "INVALID",
  justCollected: true,
};

/** Rows about form parameters. */
export const forms: readonly Row[] = [
  {
    it: "a form parameter's value counts as filled, and is the session's too",
    evidence: "inferred",
    answer: form({ displayName: "crust", value: "thin" }),
    changes: {
      parameters: { size: "large", total: 3, crust: "thin" },
      ...withForm(size, { ...crust, state: "FILLED", value: "thin" }),
    },
    effects: [
      { kind: "form-parameter-set", name: "crust", value: "thin" },
      { kind: "parameter-set", name: "crust", value: "thin" },
    ],
  },
  {
    it: "or is the form's alone",
    evidence: "inferred",
    answer: form({ displayName: "CRUST", value: "thin" }),
    behaviours: { formParameterSetsSession: "no" },
    changes: withForm(size, { ...crust, state: "FILLED", value: "thin" }),
    effects: [{ kind: "form-parameter-set", name: "crust", value: "thin" }],
  },
  {
    it: "null takes its value away",
    evidence: "inferred",
    answer: form({ displayName: "size", value: null }),
    changes: {
      parameters: { total: 3 },
      ...withForm({ ...invalidSize, state: "EMPTY" }, crust),
    },
    effects: [
      { kind: "form-parameter-removed", name: "size" },
      { kind: "parameter-removed", name: "size" },
    ],
  },
  {
    it: "INVALID has the parameter asked for again, without its old value",
    evidence: "documented",
    answer: form({ displayName: "size", state: "INVALID" }),
    changes: { parameters: { total: 3 }, ...withForm(invalidSize, crust) },
    effects: [
      { kind: "form-parameter-invalidated", name: "size" },
      { kind: "parameter-removed", name: "size" },
    ],
  },
  {
    it: "INVALID with the value dropped leaves a session parameter that doesn't fill the form",
    evidence: "inferred",
    answer: form({ displayName: "size", state: "INVALID" }),
    behaviours: { sessionParameterFillsForm: "no" },
    changes: withForm(invalidSize, crust),
    effects: [{ kind: "form-parameter-invalidated", name: "size" }],
  },
  {
    it: "INVALID may keep the value",
    evidence: "inferred",
    answer: form({ displayName: "size", state: "INVALID" }),
    behaviours: { invalidatedValue: "keep" },
    changes: withForm({ ...size, state: "INVALID" }, crust),
    effects: [{ kind: "form-parameter-invalidated", name: "size" }],
  },
  {
    it: "INVALID may keep the value that comes with it",
    evidence: "inferred",
    answer: form({ displayName: "size", state: "INVALID", value: "huge" }),
    behaviours: { invalidatedValue: "keep" },
    changes: withForm({ ...size, state: "INVALID", value: "huge" }, crust),
    effects: [{ kind: "form-parameter-invalidated", name: "size" }],
  },
  {
    it: "INVALID wins over a session parameter of the same answer",
    evidence: "inferred",
    answer: { ...session({ size: "small" }), ...form({ displayName: "size", state: "INVALID" }) },
    changes: { parameters: { total: 3 }, ...withForm(invalidSize, crust) },
    effects: [
      { kind: "parameter-set", name: "size", value: "small" },
      { kind: "form-parameter-set", name: "size", value: "small" },
      { kind: "form-parameter-invalidated", name: "size" },
      { kind: "parameter-removed", name: "size" },
    ],
  },
  {
    it: "INVALID beside a removed session parameter, as the official samples send it",
    evidence: "observed",
    answer: { ...session({ size: null }), ...form({ displayName: "size", state: "INVALID" }) },
    changes: { parameters: { total: 3 }, ...withForm(invalidSize, crust) },
    effects: [
      { kind: "parameter-removed", name: "size" },
      { kind: "form-parameter-removed", name: "size" },
      { kind: "form-parameter-invalidated", name: "size" },
    ],
  },
  {
    it: "other states are ignored",
    evidence: "documented",
    answer: form(
      { displayName: "size", state: "EMPTY" },
      { displayName: "crust", state: "FILLED" },
    ),
    changes: {},
    effects: [],
  },
  {
    it: "required makes a parameter required",
    evidence: "documented",
    answer: form({ displayName: "crust", required: true }),
    changes: withForm(size, { ...crust, required: true }),
    effects: [{ kind: "form-parameter-required", name: "crust", required: true }],
  },
  {
    it: "required that is false, or left out, may make it optional",
    evidence: "inferred",
    answer: form({ displayName: "size" }),
    behaviours: { requiredFalse: "optional" },
    changes: withForm({ ...size, required: false }, crust),
    effects: [{ kind: "form-parameter-required", name: "size", required: false }],
  },
  {
    it: "current page, display name and justCollected are ignored",
    evidence: "documented",
    answer: {
      pageInfo: {
        currentPage: `${flow}/pages/other`,
        displayName: "Other",
        formInfo: { parameterInfo: [{ displayName: "crust", justCollected: true }] },
      },
    },
    changes: {},
    effects: [],
  },
];
