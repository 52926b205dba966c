/** The directory of the database: versions, strangers, two servers. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { StartError } from "../../cloud/src/errors.js";
import { applicationId, migrate, steps } from "../../cloud/src/store/schema.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { everything, openStore, withDevice } from "./store-support.js";
import { cleanUp, temporaryDirectory } from "./support.js";

describe("a data directory", () => {
  afterEach(cleanUp);

  it("is found again as it was left", async () => {
    const directory = temporaryDirectory();
    const store = withDevice(openStore(directory));
    await store.addReadings("a", { stream: "stream-1", priority: "periodic", n: 0 }, [{ n: "x", t: 1, v: 1 }]);
    store.close();
    const again = openStore(directory);
    deepEqual(again.readings.find("a", everything), [{ n: "x", t: 1, v: 1 }]);
    equal(again.records.mark("a", "stream-1", "periodic"), 0);
  });

  it("has everything in its one file after the end: nothing is left in the write-ahead log", async () => {
    const directory = temporaryDirectory();
    const store = withDevice(openStore(directory));
    await store.addReadings("a", { stream: "stream-1", priority: "periodic", n: 0 }, [{ n: "x", t: 1, v: 1 }]);
    store.close();
    const log = join(directory, "mooring.db-wal");
    equal(existsSync(log) ? statSync(log).size : 0, 0);
  });

  it("of a newer version is refused with both versions, and is left as it is", () => {
    const directory = temporaryDirectory();
    openStore(directory).close();
    const newer = new DatabaseSync(join(directory, "mooring.db"));
    newer.exec("PRAGMA user_version = 99");
    newer.close();
    const error = throws(() => openStore(directory), "version 99");
    ok(error instanceof StartError);
    ok(error.message.includes(`versions up to ${steps.length}`), error.message);
    ok(error.message.includes(directory), error.message);
  });

  it("of an older version takes the steps that it lacks", () => {
    const database = new DatabaseSync(":memory:");
    migrate(database, ["CREATE TABLE one (a)"]);
    database.exec("INSERT INTO one VALUES (7)");
    migrate(database, ["CREATE TABLE one (a)", "ALTER TABLE one ADD COLUMN b DEFAULT 8"]);
    deepEqual({ ...database.prepare("SELECT * FROM one").get() }, { a: 7, b: 8 });
    equal(database.prepare("PRAGMA user_version").get().user_version, 2);
    equal(database.prepare("PRAGMA application_id").get().application_id, applicationId);
    throws(() => migrate(database, ["", "", "CREATE TABLE one (a)"]), "already exists");
    equal(database.prepare("PRAGMA user_version").get().user_version, 2, "a step that fails is not taken");
  });

  it("with a database of another program, or no database at all in the file, is refused", () => {
    const foreign = temporaryDirectory();
    const database = new DatabaseSync(join(foreign, "mooring.db"));
    database.exec("CREATE TABLE theirs (a)");
    database.close();
    throws(() => openStore(foreign), "another program");
  });

  it("that another server uses is refused", () => {
    const directory = temporaryDirectory();
    openStore(directory);
    throws(() => openStore(directory), "another server is using it");
  });

  it("is made for its owner alone", () => {
    const directory = join(temporaryDirectory(), "data");
    openStore(directory);
    equal(statSync(directory).mode & 0o777, 0o700);
  });

  it("that cannot be made is refused with its name", () => {
    ok(throws(() => openStore("/dev/null/x"), "/dev/null/x") instanceof StartError);
  });
});
