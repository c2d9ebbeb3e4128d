import { ScalarType } from "@bufbuild/protobuf";

/** How a kind of scalar is read and written. */
export interface ScalarCode {
  /** The run-time's reader. */
  readonly read: string;
  /** The run-time's writer. */
  readonly write: string;
  /** The value of an unset field, as an expression. */
  readonly zero: string;
}

const integer: ScalarCode = { read: "readInt32", write: "writeInteger", zero: "0" };
const unsigned: ScalarCode = { read: "readUint32", write: "writeInteger", zero: "0" };
const long: ScalarCode = { read: "readInt64", write: "writeLong", zero: "0n" };
const unsignedLong: ScalarCode = { read: "readUint64", write: "writeLong", zero: "0n" };

const scalars: Readonly<Record<ScalarType, ScalarCode>> = {
  [ScalarType.STRING]: { read: "readString", write: "writeString", zero: '""' },
  [ScalarType.BOOL]: { read: "readBool", write: "writeBool", zero: "false" },
  [ScalarType.BYTES]: { read: "readBytes", write: "writeBytes", zero: "new Uint8Array(0)" },
  [ScalarType.DOUBLE]: { read: "readDouble", write: "writeFloat", zero: "0" },
  [ScalarType.FLOAT]: { read: "readFloat", write: "writeFloat", zero: "0" },
  [ScalarType.INT32]: integer,
  [ScalarType.SINT32]: integer,
  [ScalarType.SFIXED32]: integer,
  [ScalarType.UINT32]: unsigned,
  [ScalarType.FIXED32]: unsigned,
  [ScalarType.INT64]: long,
  [ScalarType.SINT64]: long,
  [ScalarType.SFIXED64]: long,
  [ScalarType.UINT64]: unsignedLong,
  [ScalarType.FIXED64]: unsignedLong,
};

/** How a scalar is read and written; a 64-bit integer as text where `jstype` says so. */
export function scalarCode(type: ScalarType, longAsString: boolean): ScalarCode {
  const found = scalars[type];
  return longAsString && isLong(type)
    ? { ...found, read: `${found.read}Text`, zero: '"0"' }
    : found;
}

/** Whether a scalar is a 64-bit integer. */
export function isLong(type: ScalarType): boolean {
  return scalars[type].write === "writeLong";
}

/** Whether a scalar is a 32-bit or 64-bit integer. */
export function isInteger(type: ScalarType): boolean {
  return scalars[type].write === "writeInteger" || isLong(type);
}
