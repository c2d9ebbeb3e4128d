/** A program that writes one line at each level. */
import { createDefaultLogger, logLevels } from "../../src/server/default-logger.ts";

const level = logLevels.find((one) => one === process.argv[2]);
const logger = createDefaultLogger(level === undefined ? {} : { level });
logger.debug({ n: 1 }, "d");
logger.info({ n: 2 }, "i");
logger.warn({ n: 3 }, "w");
logger.error({ n: 4, authorization: "Bearer x", request: { headers: { cookie: "x" } } }, "e");
