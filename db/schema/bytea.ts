import { customType } from "drizzle-orm/pg-core";

/** Bytes as they are: sealed values, raw bodies, files. */
export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });
