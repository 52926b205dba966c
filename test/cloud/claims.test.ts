/** Claiming: a code, its exchange, and everything that must not get a token. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { WebSocket } from "ws";
import type { Cloud } from "../../cloud/src/server.js";
import { equal, ok } from "../support/assert.js";
import {
  atEnd,
  cleanUp,
  FakeDevice,
  hello,
  type Message,
  Peer,
  refused,
  rest,
  startTestCloud,
  temporaryDirectory,
  until,
} from "./support.js";

const key = "a-secret-of-the-device";

class Claimant extends Peer {
  constructor(cloud: { url: string }, code: string) {
    const headers = { Authorization: `Bearer ${code}` };
    super(new WebSocket(`${cloud.url.replace("http", "ws")}/v1/claim`, "mooring.v1", { headers }));
  }

  async claim(secret: string | undefined = key, id = "aabbccddeeff"): Promise<Message> {
    const claim = secret === undefined ? {} : { claim: { key: secret } };
    this.send({ jsonrpc: "2.0", id: 1, method: "hello", params: { ...hello(id), ...claim } });
    return this.next((message) => message.id === 1, "the answer to hello");
  }
}

const makeCode = async (cloud: Cloud, body: object = {}): Promise<string> =>
  (await rest(cloud, "POST", "/v1/claims", body)).json.code as string;

const tryCode = (cloud: Cloud, code: string) =>
  refused(`${cloud.url}/v1/claim`, "mooring.v1", { Authorization: `Bearer ${code}` });

describe("claiming", () => {
  afterEach(cleanUp);

  it("gives a device an id, a token, its link and its page for a code, and the device is there", async () => {
    const cloud = await startTestCloud();
    const answer = await rest(cloud, "POST", "/v1/claims", { name: "Greenhouse", ttl: 600 });
    equal(answer.status, 201);
    const { code, expiresAt, link, server } = answer.json;
    ok(expiresAt > Date.now() / 1000 + 590 && expiresAt < Date.now() / 1000 + 610, String(expiresAt));
    equal(link, `http://192.168.4.1/#server=${encodeURIComponent(server)}&code=${code}`);
    const claimant = await new Claimant(cloud, code).opened();
    const { claimed } = (await claimant.claim()).result;
    equal(claimed.id, "aabbccddeeff");
    equal(claimed.link, "/v1/devices/aabbccddeeff/link");
    equal(claimed.page, `${cloud.url}/#/devices/aabbccddeeff`);
    equal((await rest(cloud, "GET", "/v1/devices/aabbccddeeff")).json.name, "Greenhouse");
    const device = await new FakeDevice(cloud, claimed.id, claimed.token).opened();
    ok((await device.hello()).result.session !== "");
  });

  it("takes a code as people type it", async () => {
    const cloud = await startTestCloud();
    const code = await makeCode(cloud);
    const claimant = await new Claimant(cloud, code.toLowerCase().replaceAll("-", "")).opened();
    ok((await claimant.claim()).result.claimed !== undefined);
  });

  it("takes a code once: another device is refused, the same one may ask again until it has come", async () => {
    const cloud = await startTestCloud();
    const code = await makeCode(cloud);
    const first = (await (await new Claimant(cloud, code).opened()).claim()).result.claimed;
    const other = await (await new Claimant(cloud, code).opened()).claim("another-secret-of-another-device");
    equal(other.error.code, -32020);
    const again = (await (await new Claimant(cloud, code).opened()).claim()).result.claimed;
    equal(again.id, first.id);
    ok(again.token !== first.token);
    equal(
      (await refused(`${cloud.url}${first.link}`, "mooring.v1", { Authorization: `Bearer ${first.token}` })).status,
      401,
    );
    const device = await new FakeDevice(cloud, again.id, again.token).opened();
    await device.hello();
    await until(() => cloud.store.claims.count(0) === 0, "the code is used up");
    equal((await tryCode(cloud, code)).status, 401);
  });

  it("does not give one device the id of another", async () => {
    const cloud = await startTestCloud();
    const { token } = cloud.addDevice("aabbccddeeff");
    const code = await makeCode(cloud);
    const { claimed } = (await (await new Claimant(cloud, code).opened()).claim()).result;
    ok(/^aabbccddeeff-[0-9a-f]{8}$/.test(claimed.id), claimed.id);
    await new FakeDevice(cloud, "aabbccddeeff", token).opened();
  });

  it("refuses codes that are wrong or too old, and what is no claim", async () => {
    const cloud = await startTestCloud();
    equal((await tryCode(cloud, "AAAAA-AAAAA-AAAAA")).status, 401);
    const code = await makeCode(cloud);
    equal((await refused(`${cloud.url}/v1/claim`, "", { Authorization: `Bearer ${code}` })).status, 400);
    equal((await refused(`${cloud.url}/v1/claim`, "mooring.v1", {})).status, 401);
    equal((await (await new Claimant(cloud, code).opened()).claim("short")).error.code, -32602);
    const without = await new Claimant(cloud, code).opened();
    without.send({ jsonrpc: "2.0", id: 1, method: "hello", params: hello("x") });
    equal((await without.next()).error.code, -32602);
    const early = await new Claimant(cloud, code).opened();
    early.send({ jsonrpc: "2.0", id: 9, method: "telemetry", params: {} });
    equal((await early.next()).error.code, -32007);
    equal((await rest(cloud, "GET", "/v1/claim")).status, 426);
    cloud.store.database.transaction(() => cloud.store.database.prepare("UPDATE claims SET expires_at = 1").run());
    equal((await tryCode(cloud, code)).status, 401);
    equal((await rest(cloud, "POST", "/v1/claims", {}, {})).status, 401);
  });

  it("bounds guessing for everybody together, and says when to come back", async function () {
    this.timeout(30_000);
    const cloud = await startTestCloud();
    let limited = 0;
    const answers = await Promise.all(Array.from({ length: 300 }, (_, i) => tryCode(cloud, `WRONG-${i}`)));
    for (const answer of answers) {
      if (answer.status !== 429) equal(answer.status, 401);
      else {
        limited++;
        ok(Number(answer.headers["retry-after"]) >= 1);
      }
    }
    ok(limited > 5, String(limited));
  });

  it("lets a right code through whoever else guesses", async function () {
    this.timeout(30_000);
    const cloud = await startTestCloud();
    const code = await makeCode(cloud);
    const guess = () => Promise.all(Array.from({ length: 300 }, (_, i) => tryCode(cloud, `WRONG-${i}`)));
    const limited = (await guess()).filter(({ status }) => status === 429);
    ok(limited.length > 5, String(limited.length));
    const guessing = guess();
    const claimant = await new Claimant(cloud, code).opened();
    ok((await claimant.claim()).result.claimed !== undefined);
    await guessing;
  });

  it("knows after a restart of the server who is still to come, and ends the code then", async () => {
    const data = temporaryDirectory();
    const first = await startTestCloud({ data });
    const code = await makeCode(first);
    const { claimed } = (await (await new Claimant(first, code).opened()).claim()).result;
    await first.close();
    const cloud = await startTestCloud({ data });
    const device = await new FakeDevice(cloud, claimed.id, claimed.token).opened();
    await device.hello();
    await until(() => cloud.store.claims.count(0) === 0, "the code is used up");
  });

  it("keeps no code, key or token but as a hash, and logs none", async () => {
    const lines: string[] = [];
    const data = temporaryDirectory();
    const log = { info: (line: string) => lines.push(line), error: (line: string) => lines.push(line) };
    const cloud = await startTestCloud({ data, log });
    const code = await makeCode(cloud, { name: "Greenhouse" });
    await tryCode(cloud, "AAAAA-AAAAA-AAAAA");
    const { claimed } = (await (await new Claimant(cloud, code).opened()).claim()).result;
    const seen = await rest(cloud, "GET", "/v1/devices");
    await cloud.close();
    atEnd(() => {});
    let text = lines.join("\n") + seen.text;
    for (const name of readdirSync(data)) text += readFileSync(join(data, name), "latin1");
    for (const secret of [code, code.replaceAll("-", ""), key, claimed.token])
      ok(!text.includes(secret), `${secret} is written somewhere`);
    ok(text.includes("aabbccddeeff claimed"));
  });
});
